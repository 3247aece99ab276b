/**
 * A mail relay and a LINE platform to try the engine with: they speak the real protocols on the
 * loopback interface, keep what they received to be looked at, and fail on request.
 *
 * <p>Owns nothing outside memory; the newest 10,000 messages are kept. Magic recipients bring about
 * one outcome each, so a staged campaign shows every line of its report. Never sends anything on,
 * and never listens on an outside interface.
 */
@NullMarked
package jp.todoke.channels.simulator;

import org.jspecify.annotations.NullMarked;
