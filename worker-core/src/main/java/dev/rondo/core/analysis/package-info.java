/** The papers' studies of single units, as numbers; figures are drawn elsewhere. */
package dev.rondo.core.analysis;
