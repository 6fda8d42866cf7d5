/** Counter-based random numbers: what is drawn depends on a name and on counters, never on what was drawn before. */
package dev.rondo.core.random;
