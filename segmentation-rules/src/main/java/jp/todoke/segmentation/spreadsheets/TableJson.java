package jp.todoke.segmentation.spreadsheets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;

/** A condition in JSON inside a cell. */
final class TableJson {

  private static final JsonMapper JSON = new JsonMapper();

  private TableJson() {}

  static Condition read(String cell, Catalogue catalogue) {
    try {
      return ConditionJson.read(JSON.readTree(cell), catalogue);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("JSONとして読めません");
    }
  }
}
