/** Initial weights. */
package dev.rondo.core.init;
