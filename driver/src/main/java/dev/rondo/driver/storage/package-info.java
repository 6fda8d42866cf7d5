/** The folder of a sweep: its lock, its files, its rows, and the ways to read them. */
package dev.rondo.driver.storage;
