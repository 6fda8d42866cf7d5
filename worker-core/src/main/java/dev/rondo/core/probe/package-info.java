/** What is measured on a network between epochs; training goes on as without it. */
package dev.rondo.core.probe;
