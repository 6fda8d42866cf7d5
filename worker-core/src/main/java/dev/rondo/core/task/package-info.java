/** Tasks: which data, cut and padded how, under which loss. */
package dev.rondo.core.task;
