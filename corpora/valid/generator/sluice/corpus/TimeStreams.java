package sluice.corpus;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.JapaneseEra;
import java.time.chrono.MinguoChronology;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.ValueRange;
import java.time.temporal.WeekFields;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/** java.time: nearly all of it goes through the externalizable class Ser of a package. */
final class TimeStreams {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 22);
    private static final ZoneOffset INDIA = ZoneOffset.ofHoursMinutes(5, 30);

    private TimeStreams() {
    }

    static void declare(Catalog catalog) {
        points(catalog);
        amounts(catalog);
        zones(catalog);
        calendars(catalog);
        others(catalog);
    }

    private static void points(Catalog catalog) {
        catalog.object("time-instant", "Instant with nanoseconds",
                Instant.ofEpochSecond(1795305600L, 123456789));
        catalog.object("time-instant-bounds", "the first and last Instant",
                new Instant[] {Instant.MIN, Instant.MAX, Instant.EPOCH});
        catalog.object("time-local-date", "LocalDate", DATE);
        catalog.object("time-local-date-bounds", "the first and last LocalDate",
                new LocalDate[] {LocalDate.MIN, LocalDate.MAX});
        catalog.object("time-local-time-hour", "LocalTime of hours only, in one byte",
                LocalTime.of(13, 0));
        catalog.object("time-local-time-minute", "LocalTime of hours and minutes",
                LocalTime.of(13, 5));
        catalog.object("time-local-time-second", "LocalTime with seconds", LocalTime.of(13, 5, 7));
        catalog.object("time-local-time-nano", "LocalTime with nanoseconds",
                LocalTime.of(13, 5, 7, 999_999_999));
        catalog.object("time-local-date-time", "LocalDateTime", DATE.atTime(2, 35));
        catalog.object("time-offset-time", "OffsetTime", OffsetTime.of(1, 2, 3, 0, INDIA));
        catalog.object("time-offset-date-time", "OffsetDateTime",
                OffsetDateTime.of(DATE, LocalTime.NOON, INDIA));
        catalog.object("time-zoned-utc", "ZonedDateTime in an offset",
                ZonedDateTime.of(DATE, LocalTime.MIDNIGHT, ZoneOffset.UTC));
        catalog.object("time-zoned-region", "ZonedDateTime in a region",
                ZonedDateTime.of(DATE, LocalTime.NOON, ZoneId.of("Europe/Berlin")));
        catalog.object("time-year", "Year", Year.of(-44));
        catalog.object("time-year-month", "YearMonth", YearMonth.of(2026, 11));
        catalog.object("time-month-day", "MonthDay", MonthDay.of(2, 29));
        List<Object> dates = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            dates.add(DATE.plusDays(i));
        }
        catalog.object("time-list", "a list of 20 dates, which share a descriptor", dates);
    }

    private static void amounts(Catalog catalog) {
        catalog.object("time-duration", "Duration", Duration.ofSeconds(-5, 7));
        catalog.object("time-duration-zero", "the Duration of zero", Duration.ZERO);
        catalog.object("time-period", "Period", Period.of(1, -2, 3));
        catalog.object("time-chrono-period", "a period of a calendar that is not ISO",
                MinguoChronology.INSTANCE.period(1, 2, 3));
    }

    private static void zones(Catalog catalog) {
        catalog.object("zone-utc", "ZoneOffset.UTC", ZoneOffset.UTC);
        catalog.object("zone-quarters", "an offset in quarters of an hour, one byte", INDIA);
        catalog.object("zone-seconds", "an offset with seconds, five bytes",
                ZoneOffset.ofHoursMinutesSeconds(-1, -2, -3));
        catalog.object("zone-region", "a region", ZoneId.of("America/New_York"));
        catalog.object("zone-prefixed", "a region with a fixed offset", ZoneId.of("UTC+02:00"));
        catalog.object("zone-rules", "ZoneRules of a fixed offset", ZoneRules.of(INDIA));
        ZoneOffsetTransition transition = ZoneOffsetTransition.of(
                LocalDateTime.of(2026, 3, 29, 2, 0), ZoneOffset.ofHours(1), ZoneOffset.ofHours(2));
        catalog.object("zone-transition", "ZoneOffsetTransition", transition);
        ZoneOffsetTransitionRule rule = ZoneOffsetTransitionRule.of(Month.MARCH, -1,
                DayOfWeek.SUNDAY, LocalTime.of(2, 0), false,
                ZoneOffsetTransitionRule.TimeDefinition.WALL, ZoneOffset.ofHours(1),
                ZoneOffset.ofHours(1), ZoneOffset.ofHours(2));
        catalog.object("zone-transition-rule", "ZoneOffsetTransitionRule", rule);
        catalog.object("zone-rules-made", "ZoneRules with a transition and a rule",
                ZoneRules.of(ZoneOffset.ofHours(1), ZoneOffset.ofHours(1), List.of(),
                        List.of(transition), List.of(rule)));
    }

    private static void calendars(Catalog catalog) {
        catalog.object("chrono-iso", "IsoChronology", IsoChronology.INSTANCE);
        catalog.object("chrono-japanese", "JapaneseDate", JapaneseDate.of(2026, 11, 22));
        catalog.object("chrono-japanese-era", "JapaneseEra", JapaneseEra.HEISEI);
        catalog.object("chrono-minguo", "MinguoDate", MinguoDate.of(115, 11, 22));
        catalog.object("chrono-thai", "ThaiBuddhistDate", ThaiBuddhistDate.of(2569, 11, 22));
        catalog.object("chrono-hijrah", "HijrahDate", HijrahDate.of(1445, 1, 1));
        catalog.object("chrono-date-time", "a date and time of a calendar that is not ISO",
                MinguoDate.of(115, 11, 22).atTime(LocalTime.of(2, 35)));
        catalog.object("chrono-zoned", "the same in a zone",
                MinguoDate.of(115, 11, 22).atTime(LocalTime.of(2, 35)).atZone(ZoneOffset.UTC));
    }

    private static void others(Catalog catalog) {
        catalog.object("time-enums", "the enums of java.time", new Object[] {
            DayOfWeek.SUNDAY, Month.NOVEMBER, ChronoUnit.DAYS, ChronoField.EPOCH_DAY});
        catalog.object("time-clock-fixed", "a fixed Clock",
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        catalog.object("time-clock-offset", "a Clock with an offset",
                Clock.offset(Clock.fixed(Instant.EPOCH, INDIA), Duration.ofHours(1)));
        catalog.object("time-value-range", "ValueRange", ValueRange.of(1, 28, 31));
        catalog.object("time-week-fields", "WeekFields", WeekFields.of(DayOfWeek.SATURDAY, 3));
    }
}
