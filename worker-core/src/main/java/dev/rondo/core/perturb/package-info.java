/** What disturbs a network while it trains. */
package dev.rondo.core.perturb;
