/** What a sweep found, as tables for people. Selection is by validation only; the test loss is that of the trial selected. */
package dev.rondo.driver.report;
