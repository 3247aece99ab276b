package jp.todoke.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;

/** Reads and writes every JSON body, at most {@value #LARGEST} bytes on the way in. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, "application/problem+json", "application/geo+json"})
public class JsonBodies implements MessageBodyReader<Object>, MessageBodyWriter<Object> {

  /** The largest body of a single resource, in bytes; bulk routes stream and have no such limit. */
  public static final int LARGEST = 1024 * 1024;

  @Override
  public boolean isReadable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return type != InputStream.class && type != String.class && type != byte[].class;
  }

  @Override
  public Object readFrom(
      Class<Object> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    byte[] bytes = body.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new Refusal(
          Problem.of(413, "invalid-body-size", "a body has at most " + LARGEST + " bytes"));
    }
    try {
      Object read =
          Json.mapper().readValue(bytes, Json.mapper().getTypeFactory().constructType(generic));
      if (read == null) {
        throw new Refusal(Problem.of(400, "invalid-json", "the body is empty or null"));
      }
      return read;
    } catch (JsonMappingException misfit) {
      boolean nothing = new String(bytes, StandardCharsets.UTF_8).isBlank();
      if (nothing || misfit.getCause() instanceof StreamReadException) {
        throw new Refusal(Problem.of(400, "invalid-json", "the body is not well-formed JSON"));
      }
      String pointer =
          misfit.getPath().stream()
              .map(
                  step ->
                      "/"
                          + (step.getFieldName() == null
                              ? String.valueOf(step.getIndex())
                              : step.getFieldName()))
              .collect(Collectors.joining());
      throw new Refusal(
          Problem.at(400, "invalid-body", pointer, "missing, unknown or of the wrong type"));
    } catch (JsonProcessingException malformed) {
      throw new Refusal(Problem.of(400, "invalid-json", "the body is not well-formed JSON"));
    }
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return type != String.class
        && type != byte[].class
        && !jakarta.ws.rs.core.StreamingOutput.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      Object value,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream body)
      throws IOException {
    body.write(Json.mapper().writeValueAsBytes(value));
  }
}
