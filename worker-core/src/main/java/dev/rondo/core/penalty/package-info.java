/** What is added to the training loss to keep a network simple. Never part of a reported loss. */
package dev.rondo.core.penalty;
