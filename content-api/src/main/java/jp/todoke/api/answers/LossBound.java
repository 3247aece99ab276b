package jp.todoke.api.answers;

/**
 * How many answers a new synonym list, entry or wording may lose or move.
 *
 * @param mostLost share of the questions of the last days, 0 to 1
 */
public record LossBound(double mostLost) {}
