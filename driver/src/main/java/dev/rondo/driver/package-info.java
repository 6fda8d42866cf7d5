/** The command line, the sweep and where it runs, and the tables. Spark is used here and nowhere else. */
package dev.rondo.driver;
