/** Data sets: file formats, the built-in generator, and the form in which trials share them. */
package dev.rondo.core.data;
