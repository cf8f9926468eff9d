package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.local.Gateway;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever doubts us takes their statement home and checks it with a file that shares no code with ours (law 22). */
@QuarkusTest
class StatementTest {
    private static final Path VERIFIER = Path.of("src/verifier/java/VerifyStatement.java");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Method verify;

    @Inject
    Gateway gateway;

    @TempDir
    Path folder;

    @BeforeAll
    static void compileTheVerifier() throws Exception {
        Path classes = Files.createTempDirectory("verifier");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), VERIFIER.toString());
        assertThat(failed).isZero();
        ClassLoader alone =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        verify = alone.loadClass("VerifyStatement").getMethod("verify", List.class);
    }

    /** What the verifier finds wrong, or nothing. */
    private static String fault(List<String> pages) throws Exception {
        Object verdict = verify.invoke(null, pages);
        return (String) verdict.getClass().getMethod("fault").invoke(verdict);
    }

    private List<String> statement(Api api, String member, int limit) {
        List<String> pages = new ArrayList<>();
        Integer next = null;
        do {
            var page = api.get(
                    "/members/" + member + "/statement?limit=" + limit + (next == null ? "" : "&before=" + next));
            page.then().statusCode(200);
            pages.add(page.asString());
            next = page.jsonPath().get("next");
        } while (next != null);
        return pages;
    }

    private Api lively() {
        Api api = Api.admin(gateway.port()).program("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                redemption: {pointValue: '0.01'}
                """).join("ada");
        for (int i = 0; i < 4; i++) api.buy("ada", "o" + i, "100.00").then().statusCode(201);
        api.post("/members/ada/redemptions", "k", "{points: 150}").then().statusCode(201);
        api.post("/members/ada/adjustments", "k", "{points: 7, reason: goodwill}")
                .then()
                .statusCode(201);
        return api;
    }

    @Test
    void a_statement_is_sound_however_it_is_paged_and_the_member_sees_the_same() throws Exception {
        Api api = lively();
        assertThat(fault(statement(api, "ada", 100))).isNull();
        List<String> pages = statement(api, "ada", 3);
        assertThat(pages).hasSize(3);
        assertThat(fault(pages)).isNull();
        assertThat(statement(api.self("ada"), "me", 100)).isEqualTo(statement(api, "ada", 100));
        assertThat(fault(pages.subList(1, 3)))
                .as("a page from the start may be left out at the new end only")
                .isNull();
        assertThat(fault(pages.subList(0, 2))).contains("entry 1 is missing");
    }

    @Test
    void a_stranger_runs_the_verifier_with_java_alone() throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("statement.json"),
                statement(lively(), "ada", 100).getFirst());
        String java = ProcessHandle.current().info().command().orElse("java");
        Process run = new ProcessBuilder(java, VERIFIER.toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(run.getInputStream().readAllBytes());
        assertThat(run.waitFor()).as(said).isZero();
        assertThat(said).contains("sound: 7 entries, 257 points", "PointsSpent -150");
    }

    @Test
    void any_byte_changed_in_any_entry_is_found_and_the_entry_named() throws Exception {
        String sound = statement(lively(), "ada", 100).getFirst();
        Random random = new Random(11);
        ObjectNode page = (ObjectNode) JSON.readTree(sound);
        int entries = page.get("entries").size();
        int tried = 0;
        for (int i = 0; i < entries; i++) {
            byte[] body = Base64.getDecoder()
                    .decode(page.get("entries").get(i).get("body").asText());
            for (int at = 0; at < body.length; at++) {
                byte[] changed = body.clone();
                changed[at] ^= (byte) (1 + random.nextInt(255));
                ObjectNode forged = page.deepCopy();
                ((ObjectNode) forged.get("entries").get(i))
                        .put("body", Base64.getEncoder().encodeToString(changed));
                assertThat(fault(List.of(forged.toString()))).startsWith("entry " + (entries - i));
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(1000);
    }

    @Test
    void entries_left_out_doubled_swapped_or_of_another_member_are_found() throws Exception {
        Api api = lively();
        ObjectNode page = (ObjectNode) JSON.readTree(statement(api, "ada", 100).getFirst());
        for (int i = 1; i < page.get("entries").size(); i++) {
            ObjectNode without = page.deepCopy();
            ((ArrayNode) without.get("entries")).remove(i);
            assertThat(fault(List.of(without.toString()))).isNotNull();
            ObjectNode doubled = page.deepCopy();
            ((ArrayNode) doubled.get("entries")).insert(i, page.get("entries").get(i));
            assertThat(fault(List.of(doubled.toString()))).isNotNull();
            ObjectNode swapped = page.deepCopy();
            ObjectNode a = (ObjectNode) swapped.get("entries").get(i);
            ObjectNode b = (ObjectNode) swapped.get("entries").get(i - 1);
            a.put("seq", i).set("body", page.get("entries").get(i - 1).get("body"));
            b.set("body", page.get("entries").get(i).get("body"));
            assertThat(fault(List.of(swapped.toString()))).isNotNull();
        }
        ObjectNode others = page.deepCopy().put("memberId", "ben");
        assertThat(fault(List.of(others.toString()))).startsWith("entry 1");
    }
}
