/** What stands in front of the recurrent layers and turns the inputs into others: embeddings, convolutions. */
package dev.rondo.core.front;
