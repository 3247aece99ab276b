package jp.todoke.search.signals;

/** A place documents are held against, its length known once. */
final class Direction {

  private final float[] place;
  private final double square;

  Direction(float[] place) {
    this.place = place;
    double sum = 0;
    for (float value : place) {
      sum += value * value;
    }
    square = sum;
  }

  static Direction of(byte[] place) {
    float[] floats = new float[place.length];
    for (int i = 0; i < place.length; i++) {
      floats[i] = place[i];
    }
    return new Direction(floats);
  }

  /** The cosine to a document's place, -1 to 1; 0 where one of them is nowhere. */
  double likeness(byte[] other) {
    if (place.length != other.length || square == 0) {
      return 0;
    }
    double dot = 0;
    int others = 0;
    for (int i = 0; i < other.length; i++) {
      dot += place[i] * other[i];
      others += other[i] * other[i];
    }
    return others == 0 ? 0 : dot / Math.sqrt(square * others);
  }
}
