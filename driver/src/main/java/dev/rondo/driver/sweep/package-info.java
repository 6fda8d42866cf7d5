/** Running a sweep: the loop, the backends that train its trials, and what is said on the way. */
package dev.rondo.driver.sweep;
