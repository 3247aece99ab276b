package jp.todoke.segmentation.attributes;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;

/** The collection {@code parameters}: one document per amount, its name as {@code _id}. */
final class ParameterStore {

  private final MongoCollection<Document> parameters;

  ParameterStore(MongoDatabase database) {
    parameters = database.getCollection("parameters");
  }

  List<Parameter> all() {
    return parameters
        .find()
        .sort(Sorts.ascending("_id"))
        .map(ParameterStore::parameter)
        .into(new ArrayList<>());
  }

  boolean insert(Parameter parameter) {
    try {
      parameters.insertOne(document(parameter));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  boolean replace(Parameter parameter, int expected) {
    return parameters
            .replaceOne(
                Filters.and(Filters.eq("_id", parameter.name()), Filters.eq("version", expected)),
                document(parameter))
            .getMatchedCount()
        == 1;
  }

  private static Document document(Parameter parameter) {
    return new Document("_id", parameter.name())
        .append("label", parameter.label())
        .append("unit", parameter.unit())
        .append("source", parameter.source())
        .append(
            "periods",
            parameter.periods().stream()
                .map(
                    period ->
                        new Document(
                                "from",
                                Date.from(period.from().atStartOfDay(ZoneOffset.UTC).toInstant()))
                            .append(
                                "amounts", period.amounts().stream().map(Decimal128::new).toList())
                            .append("more", new Decimal128(period.more())))
                .toList())
        .append("version", parameter.version());
  }

  private static Parameter parameter(Document document) {
    return new Parameter(
        document.getString("_id"),
        document.getString("label"),
        document.getString("unit"),
        document.getString("source"),
        document.getList("periods", Document.class).stream()
            .map(
                period ->
                    new Parameter.Period(
                        day(period.getDate("from")),
                        period.getList("amounts", Decimal128.class).stream()
                            .map(Decimal128::bigDecimalValue)
                            .toList(),
                        period.get("more", Decimal128.class).bigDecimalValue()))
            .toList(),
        document.getInteger("version"));
  }

  private static LocalDate day(Date stored) {
    return stored.toInstant().atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
