/** The spec of a sweep: HOCON text to typed trials, and the strategies that choose among them. */
package dev.rondo.spec;
