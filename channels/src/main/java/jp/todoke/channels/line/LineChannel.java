package jp.todoke.channels.line;

import com.linecorp.bot.client.base.Result;
import com.linecorp.bot.client.base.exception.AbstractLineClientException;
import com.linecorp.bot.messaging.client.MessagingApiClient;
import com.linecorp.bot.messaging.model.Message;
import com.linecorp.bot.messaging.model.MessageQuotaResponse;
import com.linecorp.bot.messaging.model.MulticastRequest;
import com.linecorp.bot.messaging.model.PostbackAction;
import com.linecorp.bot.messaging.model.PushMessageRequest;
import com.linecorp.bot.messaging.model.QuickReply;
import com.linecorp.bot.messaging.model.QuickReplyItem;
import com.linecorp.bot.messaging.model.QuotaType;
import com.linecorp.bot.messaging.model.ReplyMessageRequest;
import com.linecorp.bot.messaging.model.RichMenuBulkLinkRequest;
import com.linecorp.bot.messaging.model.TextMessage;
import com.linecorp.bot.messaging.model.ValidateMessageRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Category;
import jp.todoke.channels.Channel;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.Pace;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.Route;
import jp.todoke.channels.RouteWatch;
import jp.todoke.channels.SendResult;

/**
 * LINE by the Messaging API. Every send carries a retry key from the first attempt on; 409 is the
 * success of an earlier one. Accepted does not mean delivered: a person who blocked the account
 * looks the same. Thread-safe.
 *
 * @see <a href="https://developers.line.biz/en/docs/messaging-api/retrying-api-request/">LINE,
 *     retrying an API request</a>
 */
public final class LineChannel implements Channel {

  /** The longest text, in UTF-16 units. */
  public static final int TEXT_LIMIT = 5_000;

  private static final int TOO_MANY = 429;
  private static final int USER_ID_LENGTH = 33;
  private static final SendResult TOO_LONG =
      new SendResult.Refused(
          RefusalReason.MESSAGE_REJECTED, "text needs 1 to " + TEXT_LIMIT + " UTF-16 units");
  private static final SendResult NO_USER =
      new SendResult.Refused(RefusalReason.UNREACHABLE, "not a LINE user id");

  /** Longest wait for a place within LINE's limits; a batch that meets more of it rests. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** One of LINE's endpoints, each with a limit of its own. */
  private enum Endpoint {
    MULTICAST,
    PUSH,
    REPLY,
    VALIDATE,
    QUOTA,
    CONSUMPTION,
    LINK_TOKEN,
    MENU_LINK,
    MENU_UNLINK,
    MENU_LINK_MANY;

    private String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private final MessagingApiClient client;
  private final long patienceMillis;
  private final boolean aggregated;
  private final Map<Endpoint, Pace> paces = new EnumMap<>(Endpoint.class);

  /** Opens no connection yet. */
  public LineChannel(LineSettings settings) {
    // The SDK's own logger would write whole requests to the log.
    this.client =
        MessagingApiClient.builder(settings.token())
            .apiEndPoint(settings.endpoint())
            .usingDefaultLogger(false)
            .connectTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .writeTimeout(settings.timeout())
            .maxRequests(settings.parallel())
            .maxRequestsPerHost(settings.parallel())
            .setEventListener(new Undelayed())
            .build();
    this.patienceMillis = settings.timeout().multipliedBy(4).toMillis();
    this.aggregated = settings.aggregated();
    for (Endpoint endpoint : Endpoint.values()) {
      LineSettings.Rates rates = settings.rates();
      paces.put(
          endpoint, new Pace(endpoint == Endpoint.MULTICAST ? rates.multicast() : rates.others()));
    }
  }

  @Override
  public Route route() {
    return Route.LINE;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Parcels of the same text go as one multicast, others as pushes. Retry keys are made from the
   * batch key and the parcels' references, so the same parcels always have the same key. When LINE
   * refuses a multicast for one recipient's sake it is halved until that recipient stands alone.
   */
  @Override
  public List<SendResult> send(Batch batch) {
    SendResult[] results = new SendResult[batch.parcels().size()];
    Map<String, List<Integer>> byText = new LinkedHashMap<>();
    for (int i = 0; i < results.length; i++) {
      Parcel parcel = batch.parcels().get(i);
      results[i] = NO_USER;
      if (isUserId(parcel.address())) {
        byText.computeIfAbsent(parcel.text(), text -> new ArrayList<>()).add(i);
      }
    }
    RouteWatch watch = new RouteWatch();
    byText.forEach((text, members) -> send(batch, members, text, watch, results));
    return List.of(results);
  }

  private void send(
      Batch batch, List<Integer> members, String text, RouteWatch watch, SendResult[] results) {
    List<Parcel> parcels = members.stream().map(batch.parcels()::get).toList();
    boolean alone = parcels.size() == 1;
    SendResult result =
        watch
            .rest()
            .orElseGet(
                () -> {
                  UUID key = retryKey(batch.key(), parcels);
                  return watch.saw(
                      of(
                          key,
                          alone
                              ? push(
                                  key,
                                  parcels.getFirst().address(),
                                  text,
                                  question(batch, parcels.getFirst()),
                                  units(batch))
                              : multicast(
                                  key,
                                  parcels.stream().map(Parcel::address).toList(),
                                  text,
                                  question(batch, parcels.getFirst()),
                                  units(batch))));
                });
    if (alone || !forOnesSake(result, text)) {
      members.forEach(i -> results[i] = result);
      return;
    }
    int middle = members.size() / 2;
    send(batch, members.subList(0, middle), text, watch, results);
    send(batch, members.subList(middle, members.size()), text, watch, results);
  }

  private static SendResult of(UUID key, SendResult result) {
    return result instanceof SendResult.Unknown unknown
        ? new SendResult.Unknown(unknown.detail(), Optional.of(key))
        : result;
  }

  /** Whether a refused multicast might be taken without one of its recipients. */
  private boolean forOnesSake(SendResult result, String text) {
    return result instanceof SendResult.Refused refused
        && (refused.reason() == RefusalReason.UNREACHABLE
            || (refused.reason() == RefusalReason.MESSAGE_REJECTED
                && validate(text) instanceof SendResult.Accepted));
  }

  private static UUID retryKey(UUID batch, List<Parcel> parcels) {
    StringBuilder name = new StringBuilder(batch.toString());
    parcels.forEach(parcel -> name.append(' ').append(parcel.ref()));
    return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The campaign as the unit LINE counts readers by; a letter to one person has none. */
  private List<String> units(Batch batch) {
    return aggregated && batch.category() == Category.PUSH
        ? List.of(batch.delivery().replace('-', '_'))
        : List.of();
  }

  /**
   * Sends one text to at most 500 people.
   *
   * @param retryKey saved before the first attempt; valid for 24 hours
   * @throws IllegalArgumentException when there is nobody or more than 500
   */
  public SendResult multicast(UUID retryKey, List<String> userIds, String text) {
    return multicast(retryKey, userIds, text, Optional.empty(), List.of());
  }

  private SendResult multicast(
      UUID retryKey,
      List<String> userIds,
      String text,
      Optional<QuickReply> question,
      List<String> units) {
    if (userIds.isEmpty() || userIds.size() > Batch.LIMIT) {
      throw new IllegalArgumentException("a multicast goes to 1 to " + Batch.LIMIT + " people");
    }
    MulticastRequest.Builder request = new MulticastRequest.Builder(words(text, question), userIds);
    if (!units.isEmpty()) {
      request.customAggregationUnits(units);
    }
    return sendable(text)
        ? sent(Endpoint.MULTICAST, () -> client.multicast(retryKey, request.build()))
        : TOO_LONG;
  }

  /**
   * Sends one text to one person.
   *
   * @param retryKey saved before the first attempt; valid for 24 hours
   */
  public SendResult push(UUID retryKey, String userId, String text) {
    return push(retryKey, userId, text, Optional.empty(), List.of());
  }

  private SendResult push(
      UUID retryKey,
      String userId,
      String text,
      Optional<QuickReply> question,
      List<String> units) {
    PushMessageRequest.Builder request =
        new PushMessageRequest.Builder(userId, words(text, question));
    if (!units.isEmpty()) {
      request.customAggregationUnits(units);
    }
    return sendable(text)
        ? sent(Endpoint.PUSH, () -> client.pushMessage(retryKey, request.build()))
        : TOO_LONG;
  }

  /** Answers a person's message. LINE takes no retry key here, so an Unknown stays one. */
  public SendResult reply(String replyToken, String text) {
    return sendable(text)
        ? sent(
            Endpoint.REPLY,
            () ->
                client.replyMessage(
                    new ReplyMessageRequest.Builder(replyToken, words(text)).build()))
        : TOO_LONG;
  }

  /** Asks LINE whether it would take this text, without sending it. */
  public SendResult validate(String text) {
    return sendable(text)
        ? sent(
            Endpoint.VALIDATE,
            () -> client.validateMulticast(new ValidateMessageRequest.Builder(words(text)).build()))
        : TOO_LONG;
  }

  /**
   * This month's allowance, to be looked at before a mass send.
   *
   * @throws LineCallFailed when LINE does not say
   */
  public LineQuota quota() {
    MessageQuotaResponse quota = asked(Endpoint.QUOTA, client::getMessageQuota).body();
    Long used = asked(Endpoint.CONSUMPTION, client::getMessageQuotaConsumption).body().totalUsage();
    OptionalLong limit =
        quota.type() == QuotaType.LIMITED && quota.value() != null
            ? OptionalLong.of(quota.value())
            : OptionalLong.empty();
    return new LineQuota(limit, used == null ? 0 : used);
  }

  /**
   * A token that begins the linking of a LINE account; valid for 10 minutes, once.
   *
   * @throws LineCallFailed when LINE gives none
   */
  public String issueLinkToken(String userId) {
    return asked(Endpoint.LINK_TOKEN, () -> client.issueLinkToken(userId)).body().linkToken();
  }

  /**
   * Shows that rich menu to one person. Safe to repeat.
   *
   * @throws LineCallFailed when LINE does not do it
   */
  public void linkRichMenu(String userId, String richMenuId) {
    asked(Endpoint.MENU_LINK, () -> client.linkRichMenuIdToUser(userId, richMenuId));
  }

  /**
   * Shows that rich menu to at most 500 people. Safe to repeat.
   *
   * @throws LineCallFailed when LINE does not do it
   * @throws IllegalArgumentException when there is nobody or more than 500
   */
  public void linkRichMenu(List<String> userIds, String richMenuId) {
    if (userIds.isEmpty() || userIds.size() > Batch.LIMIT) {
      throw new IllegalArgumentException("a menu is linked to 1 to " + Batch.LIMIT + " people");
    }
    asked(
        Endpoint.MENU_LINK_MANY,
        () -> client.linkRichMenuIdToUsers(new RichMenuBulkLinkRequest(richMenuId, userIds)));
  }

  /**
   * Takes a person's own rich menu away; they see the account's default. Safe to repeat.
   *
   * @throws LineCallFailed when LINE does not do it
   */
  public void unlinkRichMenu(String userId) {
    asked(Endpoint.MENU_UNLINK, () -> client.unlinkRichMenuIdFromUser(userId));
  }

  /** {@code U} and 32 of {@code 0-9a-f}; without a regular expression, as it is asked of all. */
  static boolean isUserId(String userId) {
    boolean is = userId.length() == USER_ID_LENGTH && userId.charAt(0) == 'U';
    for (int place = 1; is && place < USER_ID_LENGTH; place++) {
      char digit = userId.charAt(place);
      is = digit >= '0' && digit <= '9' || digit >= 'a' && digit <= 'f';
    }
    return is;
  }

  private static boolean sendable(String text) {
    return !text.isBlank() && text.length() <= TEXT_LIMIT;
  }

  private static List<Message> words(String text) {
    return words(text, Optional.empty());
  }

  private static List<Message> words(String text, Optional<QuickReply> question) {
    TextMessage.Builder message = new TextMessage.Builder(text);
    question.ifPresent(message::quickReply);
    return List.of(message.build());
  }

  /** Under a push two buttons ask whether it was useful; what is tapped comes by the webhook. */
  private static Optional<QuickReply> question(Batch batch, Parcel parcel) {
    if (batch.category() != Category.PUSH) {
      return Optional.empty();
    }
    boolean japanese = parcel.language().startsWith("ja");
    return Optional.of(
        new QuickReply(
            List.of(
                button(batch.delivery(), true, japanese ? "役に立った" : "Useful"),
                button(batch.delivery(), false, japanese ? "役に立たなかった" : "Not useful"))));
  }

  private static QuickReplyItem button(String delivery, boolean useful, String label) {
    return new QuickReplyItem(
        new PostbackAction.Builder()
            .label(label)
            .data(LineEvent.Tapped.data(delivery, useful))
            .displayText(label)
            .build());
  }

  private <T> SendResult sent(Endpoint endpoint, Supplier<CompletableFuture<Result<T>>> request) {
    Optional<Duration> wait = pace(endpoint);
    if (wait.isPresent()) {
      return new SendResult.Deferred(DeferralReason.THROTTLED, wait);
    }
    CompletableFuture<Result<T>> call = request.get();
    try {
      String id = call.get(patienceMillis, TimeUnit.MILLISECONDS).requestId();
      return new SendResult.Accepted(id == null ? "" : id);
    } catch (ExecutionException failed) {
      return LineVerdict.of(failed.getCause() == null ? failed : failed.getCause());
    } catch (TimeoutException late) {
      call.cancel(true);
      return new SendResult.Unknown("no answer from LINE");
    } catch (InterruptedException stopped) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      return new SendResult.Unknown("interrupted");
    }
  }

  private <T> Result<T> asked(Endpoint endpoint, Supplier<CompletableFuture<Result<T>>> request) {
    if (pace(endpoint).isPresent()) {
      throw new LineCallFailed(endpoint.words(), TOO_MANY);
    }
    CompletableFuture<Result<T>> call = request.get();
    try {
      return call.get(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new LineCallFailed(
          endpoint.words(),
          failed.getCause() instanceof AbstractLineClientException answered
              ? answered.getCode()
              : 0);
    } catch (TimeoutException late) {
      call.cancel(true);
      throw new LineCallFailed(endpoint.words(), 0);
    } catch (InterruptedException stopped) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw new LineCallFailed(endpoint.words(), 0);
    }
  }

  private Optional<Duration> pace(Endpoint endpoint) {
    return Objects.requireNonNull(paces.get(endpoint)).take(PATIENCE);
  }
}
