package jp.todoke.channels;

/** How the portal shows a message. */
public enum Importance {
  /** Shown in its place. */
  NORMAL,
  /** Marked until opened. */
  IMPORTANT,
  /** Life or safety: shown on top until acknowledged. */
  EMERGENCY
}
