package jp.todoke.api.answers;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jp.todoke.api.security.Caller;
import jp.todoke.api.security.CurrentCaller;
import jp.todoke.api.security.Role;
import org.jspecify.annotations.Nullable;

/**
 * Tells one asker from another, so that one person alone does not make a question a frequent one.
 * What it tells is kept by nobody: the question log hashes it under a secret of the day.
 */
@RequestScoped
public class Askers {

  @Inject private CurrentCaller caller;
  @Inject private HttpServletRequest request;
  @Inject private Proxy proxy;

  /**
   * What stands between the askers and the server.
   *
   * @param header in which it names their address, the last one being its own word; empty where
   *     they come directly
   */
  public record Proxy(String header) {}

  /**
   * A word for who asks: people by who they are, anybody else by their address. Empty for another
   * system, which asks for many.
   */
  String current() {
    Caller who = caller.caller();
    if (who.roles().contains(Role.SYSTEM)) {
      return "";
    }
    return who.known() ? "person " + who.staffId() : "address " + address();
  }

  private String address() {
    @Nullable String named = proxy.header().isEmpty() ? null : request.getHeader(proxy.header());
    return named == null || named.isBlank()
        ? String.valueOf(request.getRemoteAddr())
        : named.substring(named.lastIndexOf(',') + 1).strip();
  }
}
