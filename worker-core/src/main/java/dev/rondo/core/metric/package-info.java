/** What is told of a trained network beside its loss. */
package dev.rondo.core.metric;
