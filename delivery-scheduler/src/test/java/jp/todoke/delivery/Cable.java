package jp.todoke.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The way to a server that can be cut and mended; on loopback. */
final class Cable implements AutoCloseable {

  private final ServerSocket near;
  private final int far;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean cut;

  Cable(int far) {
    this.far = far;
    try {
      near = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
    Thread.ofPlatform().name("cable").daemon().start(this::accept);
  }

  int port() {
    return near.getLocalPort();
  }

  /** Ends every connection and answers no new one. */
  void cut() {
    cut = true;
    open.forEach(Cable::end);
    open.clear();
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!near.isClosed()) {
      try {
        Socket caller = near.accept();
        if (cut) {
          end(caller);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), far);
        open.add(caller);
        open.add(server);
        carry(caller, server);
        carry(server, caller);
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void carry(Socket from, Socket to) {
    Thread.ofPlatform()
        .name("cable-carrier")
        .daemon()
        .start(
            () -> {
              try (InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
              } catch (IOException ended) {
                end(from);
              }
              end(to);
            });
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException already) {
      throw new UncheckedIOException(already);
    }
  }

  @Override
  public void close() throws IOException {
    near.close();
    cut();
  }
}
