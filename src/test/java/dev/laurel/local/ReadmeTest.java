package dev.laurel.local;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The README's tour, typed into a shell: every command answers what stands below it; {@code …} stands for anything. */
@QuarkusTest
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```(sh|json)\\n(.*?)```", Pattern.DOTALL);
    private static final String END = "---- end of answer ----";

    @Inject
    Gateway gateway;

    @Inject
    Sample sample;

    @Inject
    MovableClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private record Step(String command, String answer) {}

    private static List<Step> tour() throws IOException {
        List<Step> steps = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("README.md")));
        while (blocks.find()) {
            if (blocks.group(1).equals("sh")) steps.add(new Step(blocks.group(2), null));
            else steps.add(new Step(steps.removeLast().command(), blocks.group(2)));
        }
        return steps;
    }

    @Test
    void every_command_of_the_tour_answers_what_the_readme_says() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                onPath("curl") && onPath("sh"),
                "skipped: the tour is typed into a shell with curl, and there is none here");
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.set(Instant.parse("2026-11-21T12:00:00Z"));
        sample.load(gateway.port());
        List<Step> steps = tour();
        assertThat(steps).hasSizeGreaterThanOrEqualTo(9);
        StringBuilder script = new StringBuilder();
        for (Step step : steps) {
            script.append(step.command().replace("localhost:8080", "localhost:" + gateway.port()));
            script.append("\necho; echo '").append(END).append("'\n");
        }
        String[] answers = run(script.toString()).split(END);
        ObjectMapper json = new ObjectMapper();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).answer() == null) continue;
            assertThat(answers[i]).as(steps.get(i).command()).isNotBlank();
            JsonNode expected = json.readTree(steps.get(i).answer());
            JsonNode answered = json.readTree(answers[i]);
            assertThat(masked(answered, expected)).as(steps.get(i).command()).isEqualTo(expected);
        }
    }

    private static boolean onPath(String command) {
        return Path.of("/bin", command).toFile().exists()
                || Path.of("/usr/bin", command).toFile().exists();
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        try (var in = shell.getOutputStream()) {
            in.write(script.getBytes(UTF_8));
        }
        String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    /** The answer with {@code …} wherever that is expected. */
    private static JsonNode masked(JsonNode answer, JsonNode expected) {
        if (expected.isTextual() && expected.textValue().equals("…") && !answer.isMissingNode()) return expected;
        if (expected.isObject() && answer.isObject()) {
            var masked = new ObjectMapper().createObjectNode();
            answer.properties().forEach(f -> masked.set(f.getKey(), masked(f.getValue(), expected.path(f.getKey()))));
            return masked;
        }
        if (expected.isArray() && answer.isArray() && expected.size() == answer.size()) {
            var masked = new ObjectMapper().createArrayNode();
            for (int i = 0; i < answer.size(); i++) masked.add(masked(answer.get(i), expected.get(i)));
            return masked;
        }
        return answer;
    }
}
