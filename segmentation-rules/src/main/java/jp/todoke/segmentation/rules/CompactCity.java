package jp.todoke.segmentation.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.Dealings;
import jp.todoke.segmentation.profiles.FactTaker;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.ProfileKind;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's facts in the heap of this node, about a hundred bytes a person, so that a rule can be
 * put to the whole city at once. A copy: the profiles are the record.
 *
 * <p>People stand at ordinals, from 0; a slice are 65,536 of them. Several threads may read while
 * one changes somebody.
 */
public final class CompactCity {

  /** How many ordinals a slice has. */
  public static final int SLICE = CitySlice.PEOPLE;

  private final Catalogue catalogue;
  private final FactSchema schema;
  private final long[] units;
  private final List<CitySlice> slices = new java.util.concurrent.CopyOnWriteArrayList<>();

  public CompactCity(Catalogue catalogue) {
    this.catalogue = catalogue;
    this.schema = FactSchema.learning(catalogue);
    this.units = new long[schema.slots()];
    Arrays.fill(units, 1);
    catalogue.entries().stream()
        .filter(entry -> entry.type() == AttributeType.NUMBER)
        .forEach(entry -> units[schema.slot(entry.name())] = FactSchema.UNITS);
  }

  /** The catalogue it was read with. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Whether it holds the attributes of that catalogue; other parameters do not matter to it. */
  public boolean holds(Catalogue other) {
    return List.copyOf(catalogue.entries()).equals(List.copyOf(other.entries()));
  }

  /** How many slices there are. */
  public int slices() {
    return slices.size();
  }

  /** One more than the highest ordinal. */
  public int size() {
    return slices.isEmpty() ? 0 : (slices.size() - 1) * SLICE + slices.getLast().size();
  }

  /** How many people there are. */
  public int population() {
    return slices.stream().mapToInt(CitySlice::population).sum();
  }

  /** Those of a slice who are there, a bit per ordinal. */
  public long[] present(int slice) {
    return slices.get(slice).presence();
  }

  /** When somebody of that slice changed last. */
  public Instant changedAt(int slice) {
    return Instant.ofEpochMilli(slices.get(slice).changedAt());
  }

  /** How many bytes the facts take. */
  public long bytes() {
    return slices.stream().mapToLong(CitySlice::bytes).sum();
  }

  /** Whether somebody stands at that ordinal. */
  public boolean isPresent(int ordinal) {
    return ordinal < size() && slices.get(ordinal / SLICE).isPresent(ordinal % SLICE);
  }

  /**
   * The marks given with everybody of a slice.
   *
   * @see jp.todoke.segmentation.profiles.ContactMarks
   */
  public int[] marks(int slice) {
    CitySlice people = slices.get(slice);
    Lock lock = people.lock().readLock();
    lock.lock();
    try {
      int[] marks = new int[people.size()];
      Arrays.setAll(marks, people::marks);
      return marks;
    } finally {
      lock.unlock();
    }
  }

  /** Writes a person at an ordinal, in place of what was known of them. */
  public void put(int ordinal, Profile profile, int marks) {
    FactSheet sheet;
    synchronized (schema) {
      sheet = schema.sheet(profile);
    }
    put(ordinal, sheet, marks, profile.changedAt().toEpochMilli());
  }

  private void put(int ordinal, FactSheet sheet, int marks, long changedAt) {
    while (slices.size() <= ordinal / SLICE) {
      slices.add(new CitySlice(units));
    }
    CitySlice slice = slices.get(ordinal / SLICE);
    Lock lock = slice.lock().writeLock();
    lock.lock();
    try {
      slice.put(ordinal % SLICE, sheet, marks, changedAt);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the person at that ordinal, which stays empty. */
  public void remove(int ordinal) {
    if (ordinal < size()) {
      CitySlice slice = slices.get(ordinal / SLICE);
      Lock lock = slice.lock().writeLock();
      lock.lock();
      try {
        slice.remove(ordinal % SLICE);
      } finally {
        lock.unlock();
      }
    }
  }

  CitySlice slice(int index) {
    return slices.get(index);
  }

  /** Per slot the words of a book for the texts of the city; null where the words are the same. */
  long[] @Nullable [] words(FactSchema book) {
    long[] @Nullable [] words = new long[units.length][];
    synchronized (schema) {
      for (var entry : catalogue.entries()) {
        if (entry.type() == AttributeType.TEXT) {
          Map<String, Long> codes = schema.texts(entry.name());
          long[] translated = new long[codes.size() + 1];
          book.texts(entry.name())
              .forEach(
                  (text, word) -> {
                    Long code = codes.get(text);
                    if (code != null) {
                      translated[code.intValue()] = word;
                    }
                  });
          words[schema.slot(entry.name())] = translated;
        }
      }
    }
    return words;
  }

  private void column(int slice, int slot, long[] into) {
    CitySlice people = slices.get(slice);
    Lock lock = people.lock().readLock();
    lock.lock();
    try {
      people.rows(0, people.size(), new long[units.length][]).column(slot, into);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The place of everybody's value among the allowed ones of an enum, for a slice.
   *
   * @return per person the place, -1 where it is missing or nobody stands there
   */
  public int[] places(int slice, String attribute) {
    return codes(slice, attribute, word -> (int) word);
  }

  /**
   * Which of the periods everybody was born in, for a slice.
   *
   * @param begins the first day of each period but the first, ascending
   * @return per person the period, -1 where the day of birth is missing or nobody stands there
   */
  public int[] births(int slice, List<LocalDate> begins) {
    long[] days = begins.stream().mapToLong(FactSchema::days).toArray();
    return codes(
        slice,
        Catalogue.BIRTH.name(),
        word -> {
          int period = 0;
          while (period < days.length && word >= days[period]) {
            period++;
          }
          return period;
        });
  }

  private int[] codes(int slice, String attribute, java.util.function.LongToIntFunction code) {
    int people = slices.get(slice).size();
    int[] codes = new int[people];
    long[] words = new long[SLICE];
    column(slice, schema.slot(attribute), words);
    for (int row = 0; row < people; row++) {
      codes[row] = words[row] == FactSheet.MISSING ? -1 : code.applyAsInt(words[row]);
    }
    return codes;
  }

  /** Where ordinals come from while the city is read. */
  public interface Numbering {

    /** The ordinal of that person, a new one where they had none. */
    int ordinal(String commonId);
  }

  /** Takes the facts of profiles as they are read, one person after the other; for one thread. */
  public FactTaker taker(Numbering numbering) {
    return new Taker(numbering);
  }

  private final class Taker implements FactTaker {
    private final Numbering numbering;
    private final List<FactSheet> members = new ArrayList<>();
    private final Map<Dealings, Dealings> known = new HashMap<>();
    private long[] person = {};
    private long[] words = {};
    private String commonId = "";
    private boolean household;
    private Optional<Set<String>> receives = Optional.empty();
    private boolean behaviour;

    Taker(Numbering numbering) {
      this.numbering = numbering;
    }

    @Override
    public void begin(String id) {
      commonId = id;
      person = schema.empty();
      words = person;
      members.clear();
      household = false;
      receives = Optional.empty();
      behaviour = false;
    }

    @Override
    public void household() {
      household = true;
    }

    @Override
    public void member() {
      words = schema.empty();
      members.add(new FactSheet(words));
    }

    @Override
    public void person() {
      words = person;
    }

    @Override
    public void text(String attribute, String value, boolean weak) {
      int slot = open(attribute, weak);
      if (slot >= 0) {
        words[slot] = schema.textWord(attribute, value);
      }
    }

    @Override
    public void number(String attribute, long unscaled, int scale, boolean weak) {
      int slot = open(attribute, weak);
      if (slot >= 0) {
        words[slot] = FactSchema.units(unscaled, scale);
      }
    }

    @Override
    public void flag(String attribute, boolean value, boolean weak) {
      int slot = open(attribute, weak);
      if (slot >= 0) {
        words[slot] = value ? 1 : 0;
      }
    }

    @Override
    public void day(String attribute, long epochDay, boolean weak) {
      int slot = open(attribute, weak);
      if (slot >= 0) {
        words[slot] = epochDay;
      }
    }

    @Override
    public void choices(String attribute, List<String> values, boolean weak) {
      int slot = open(attribute, weak);
      if (slot >= 0) {
        words[slot] = schema.mask(attribute, values);
      }
    }

    private int open(String attribute, boolean weak) {
      int slot = schema.find(attribute);
      return slot >= 0 && weak && words[slot] != FactSheet.MISSING ? -1 : slot;
    }

    @Override
    public void receives(List<String> programs) {
      receives = Optional.of(Set.copyOf(programs));
    }

    @Override
    public void behaviour() {
      behaviour = true;
    }

    /** Most people have the same few; each is one object. */
    private Dealings shared(Optional<Set<String>> programs, boolean observed) {
      if (programs.isEmpty() && !observed) {
        return Dealings.UNKNOWN;
      }
      Dealings dealings =
          new Dealings(programs, observed ? Optional.of(List.of()) : Optional.empty());
      return known.computeIfAbsent(dealings, same -> same);
    }

    @Override
    public void interactions(String id, List<Interaction> interactions, long changedAt) {
      int ordinal = numbering.ordinal(id);
      if (isPresent(ordinal)) {
        CitySlice slice = slices.get(ordinal / SLICE);
        Lock lock = slice.lock().writeLock();
        lock.lock();
        try {
          slice.put(ordinal % SLICE, interactions, changedAt);
        } finally {
          lock.unlock();
        }
      }
    }

    @Override
    public void end(ProfileKind kind, int marks, long changedAt) {
      words = person;
      text(Catalogue.KIND.name(), kind.json(), false);
      text(Catalogue.RELATIONSHIP.name(), "self", false);
      put(
          numbering.ordinal(commonId),
          new FactSheet(
              person, household, members.toArray(FactSheet[]::new), shared(receives, behaviour)),
          marks,
          changedAt);
    }
  }
}
