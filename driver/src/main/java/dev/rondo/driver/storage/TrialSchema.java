package dev.rondo.driver.storage;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The table {@code trials}, declared once: rows are written by this schema, and Spark's schema is derived from it.
 * Losses are nats a step; NaN means that there is none.
 */
final class TrialSchema {
  static final MessageType PARQUET =
      MessageTypeParser.parseMessageType(
          """
          message trial {
            required binary trial_id (STRING);
            required binary sweep (STRING);
            required binary variant (STRING);
            required binary task (STRING);
            required binary dataset (STRING);
            required binary status (STRING);
            required int64 seed;
            required int32 epochs_run;
            required int32 best_epoch;
            required double train_loss;
            required double valid_loss;
            required double test_loss;
            required group metrics (MAP) {
              repeated group key_value { required binary key (STRING); required double value; }
            }
            required group config (MAP) {
              repeated group key_value { required binary key (STRING); required binary value (STRING); }
            }
            optional group failure {
              required binary kind (STRING);
              required binary message (STRING);
              required binary stack (STRING);
              required int32 epoch;
            }
            required group provenance {
              required binary version (STRING);
              required binary jvm (STRING);
              required binary os (STRING);
              required binary cpu (STRING);
              required binary blas (STRING);
              required int32 threads;
              required binary dtype (STRING);
              required binary data_hash (STRING);
            }
            required int64 started_at (TIMESTAMP(MICROS,true));
            required int64 finished_at (TIMESTAMP(MICROS,true));
            required double wall_seconds;
            optional int32 resumed_from_epoch;
            required double flops;
            required group epochs (LIST) {
              repeated group list {
                required group element {
                  required int32 epoch;
                  required double train_loss;
                  required double valid_loss;
                  required double test_loss;
                  required double step_rate;
                  required double gradient_norm;
                  required double seconds;
                }
              }
            }
            required group probes (LIST) {
              repeated group list {
                required group element {
                  required int32 epoch;
                  required binary probe (STRING);
                  required binary key (STRING);
                  required double value;
                }
              }
            }
          }
          """);

  private TrialSchema() {}

  /** The schema with some columns only, to read no more than is needed. */
  static MessageType columns(String... names) {
    return new MessageType(
        PARQUET.getName(), java.util.Arrays.stream(names).map(PARQUET::getType).toList());
  }
}
