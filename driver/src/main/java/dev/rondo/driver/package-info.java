/** The command line. Spark is used in this package and those within, and nowhere else. */
package dev.rondo.driver;
