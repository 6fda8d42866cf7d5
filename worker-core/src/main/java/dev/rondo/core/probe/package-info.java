/** What is measured on a network between epochs; a probe reads and never changes anything. */
package dev.rondo.core.probe;
