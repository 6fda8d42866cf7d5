/** The commands that are not about data, benchmarks or analyses, and the arguments that commands share. */
package dev.rondo.driver.command;
