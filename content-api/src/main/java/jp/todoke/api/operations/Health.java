package jp.todoke.api.operations;

import com.mongodb.MongoException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jp.todoke.api.wiring.Database;
import jp.todoke.delivery.watch.Alarm;
import jp.todoke.delivery.watch.Watchdog;
import jp.todoke.segmentation.audiences.Audiences;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Alive as long as the process answers; ready while the database does, asked once a second, and
 * once the city has been read.
 */
@ApplicationScoped
public class Health {

  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  @Inject private Database database;
  @Inject private Watchdog watchdog;
  @Inject private Audiences audiences;
  @Inject private Clock clock;

  private boolean up;
  private Instant askedAt = Instant.EPOCH;

  /** {@code /health/live}. */
  @Produces
  @Liveness
  public HealthCheck live() {
    return () -> HealthCheckResponse.up("process");
  }

  /** {@code /health/ready}. */
  @Produces
  @Readiness
  public HealthCheck ready() {
    return () -> HealthCheckResponse.named("database").status(databaseAnswers()).build();
  }

  /** In {@code /health/ready}: not before this node has read who lives in the city. */
  @Produces
  @Readiness
  public HealthCheck city() {
    return () -> HealthCheckResponse.named("city").status(audiences.ready()).build();
  }

  /**
   * In {@code /health/ready}: whether sending is paused and how many alarms there are; never down.
   */
  @Produces
  @Readiness
  public HealthCheck deliveries() {
    return () -> {
      List<Alarm> alarms = watchdog.last();
      return HealthCheckResponse.named("deliveries")
          .up()
          .withData(
              "paused", alarms.stream().anyMatch(it -> it.code() == Alarm.Code.DELIVERIES_PAUSED))
          .withData("alarms", alarms.size())
          .build();
    };
  }

  private synchronized boolean databaseAnswers() {
    Instant now = clock.instant();
    if (askedAt.plus(REMEMBERED).isBefore(now)) {
      askedAt = now;
      try {
        database.ping();
        up = true;
      } catch (MongoException away) {
        up = false;
      }
    }
    return up;
  }
}
