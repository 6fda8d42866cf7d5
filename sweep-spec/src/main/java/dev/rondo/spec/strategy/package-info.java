/** Search strategies: which trials a sweep runs. */
package dev.rondo.spec.strategy;
