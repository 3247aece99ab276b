package jp.todoke.api.operations;

import java.util.List;
import jp.todoke.api.answers.AnswersResource;
import jp.todoke.api.answers.FaqEntriesResource;
import jp.todoke.api.exchange.ProfileExchangeResource;
import jp.todoke.api.me.MyProfileResource;
import jp.todoke.api.me.MyProgramsResource;
import jp.todoke.api.programs.ProgramsResource;
import jp.todoke.api.programs.StaffProgramsResource;
import jp.todoke.api.staff.AttributesResource;
import jp.todoke.api.staff.SegmentsResource;

/**
 * Every resource class; a test compares the list with what is there and with the document served.
 */
public final class Resources {

  private Resources() {}

  /** All of them. */
  public static List<Class<?>> all() {
    return List.of(
        AnswersResource.class,
        AttributesResource.class,
        FaqEntriesResource.class,
        MyProfileResource.class,
        MyProgramsResource.class,
        ProfileExchangeResource.class,
        ProgramsResource.class,
        SegmentsResource.class,
        StaffProgramsResource.class);
  }
}
