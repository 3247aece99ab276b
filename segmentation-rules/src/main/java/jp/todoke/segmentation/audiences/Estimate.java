package jp.todoke.segmentation.audiences;

/**
 * How many people a rule probably means, told from a sample.
 *
 * @param people the likeliest number
 * @param low the lower end of the 95 % confidence interval (Wilson 1927, "Probable inference")
 * @param high its upper end
 * @param asked how many people were asked
 * @param population of how many
 */
public record Estimate(long people, long low, long high, int asked, long population) {

  private static final double Z = 1.959964;

  static Estimate of(int hits, int asked, long population) {
    if (asked == 0) {
      return new Estimate(0, 0, population, 0, population);
    }
    if (asked >= population) {
      return new Estimate(hits, hits, hits, asked, population);
    }
    double share = (double) hits / asked;
    double weight = Z * Z / asked;
    double middle = (share + weight / 2) / (1 + weight);
    double half = Z / (1 + weight) * Math.sqrt(share * (1 - share) / asked + weight / (4 * asked));
    return new Estimate(
        Math.round(share * population),
        (long) Math.floor(Math.max(0, middle - half) * population),
        (long) Math.ceil(Math.min(1, middle + half) * population),
        asked,
        population);
  }
}
