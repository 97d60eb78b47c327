package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// asCommand makes the test binary act as the command, so that tests run the command without building it.
const asCommand = "AUTHENTIK_MOCK_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Unsetenv(asCommand)
		main()
	}
	os.Exit(m.Run())
}

// command returns authentik-mock with these arguments. Variables are NAME=value.
func command(t *testing.T, arguments []string, variables ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, arguments...)
	c.Env = append(append(os.Environ(), asCommand+"=1"), variables...)
	return c
}

// result is the result of a command.
type result struct {
	code     int
	out, err string
}

// runCommand runs a command to its end.
func runCommand(t *testing.T, arguments ...string) result {
	t.Helper()
	c := command(t, arguments)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), out.String(), errs.String()}
}

// server is a running `authentik-mock serve`.
type server struct {
	*exec.Cmd
	url string
	// greeting is the output until the server was ready.
	greeting string
}

var listens = regexp.MustCompile(`listens on (http://\S+)`)

// serve starts a server on a free port and waits for its greeting.
func serve(t *testing.T, arguments []string, variables ...string) *server {
	t.Helper()
	return serveTo(t, nil, arguments, variables...)
}

// serveTo is like serve and writes the server's standard error to errs.
func serveTo(t *testing.T, errs io.Writer, arguments []string, variables ...string) *server {
	t.Helper()
	s := &server{Cmd: command(t, append([]string{"serve", "--port", "0", "--log", "off"}, arguments...), variables...)}
	s.Stderr = errs
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Process.Kill(); s.Wait() })
	lines := bufio.NewReader(out)
	blanks := 0
	for blanks < 3 {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("no greeting: %q %v", s.greeting, err)
		}
		s.greeting += line
		if line == "\n" {
			blanks++
		}
	}
	s.url = listens.FindStringSubmatch(s.greeting)[1]
	return s
}

func get(t *testing.T, url, token string) (int, string) {
	t.Helper()
	request, _ := http.NewRequest("GET", url, nil)
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(body)
}

func TestTheGreetingSaysWhatToTypeNextAndThatWorks(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("needs curl, which the greeting tells people to use")
	}
	s := serve(t, nil)
	start := strings.Index(s.greeting, "curl")
	paste := exec.Command("sh", "-c", strings.Replace(strings.TrimSpace(s.greeting[start:]), "curl", "curl -s -w '%{http_code}'", 1))
	out, err := paste.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "200") || !strings.Contains(string(out), `"slug":"string"`) {
		t.Errorf("%v: %s", err, out)
	}
	for _, part := range []string{"profile documented: ", "token   mock-token", "/__mock/ shows"} {
		if !strings.Contains(s.greeting, part) {
			t.Errorf("the greeting does not contain %q:\n%s", part, s.greeting)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for _, path := range []string{"/-/health/live/", "/-/health/ready/"} {
		if status, _ := get(t, s.url+path, ""); status != 200 {
			t.Errorf("%s answers %d", path, status)
		}
	}
}

func TestEveryFlagHasAVariable(t *testing.T) {
	t.Parallel()
	s := serve(t, nil, "AUTHENTIK_MOCK_PROFILE=2026.5", "AUTHENTIK_MOCK_SEED=fresh", "AUTHENTIK_BOOTSTRAP_TOKEN=from-bootstrap",
		"AUTHENTIK_MOCK_CORS=off", "AUTHENTIK_MOCK_HOST=127.0.0.1")
	status, body := get(t, s.url+"/api/v3/admin/version/", "from-bootstrap")
	if status != 200 || !strings.Contains(body, "2026.5.6") {
		t.Errorf("%d %s", status, body)
	}
	if _, body := get(t, s.url+"/api/v3/stages/user_write/", "from-bootstrap"); !strings.Contains(body, `"count":3`) {
		t.Errorf("not the fresh seed: %s", body)
	}
}

// stopUnderWay sends the head of a PATCH, and a SIGTERM once the server asks for the body, and waits until
// the port is closed. The body has not been sent yet.
func stopUnderWay(t *testing.T, s *server) net.Conn {
	t.Helper()
	address := strings.TrimPrefix(s.url, "http://")
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	io.WriteString(connection, "PATCH /api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"+
		"Authorization: Bearer mock-token\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
	const goOn = "HTTP/1.1 100 Continue\r\n\r\n"
	if asked, err := io.ReadAll(io.LimitReader(connection, int64(len(goOn)))); string(asked) != goOn {
		t.Fatalf("the server says %q (%v)", asked, err)
	}
	s.Process.Signal(syscall.SIGTERM)
	waitUntil(t, "the port to close", func() bool {
		probe, err := net.Dial("tcp", address)
		if err == nil {
			probe.Close()
		}
		return err != nil
	})
	return connection
}

func TestSIGTERMFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	connection := stopUnderWay(t, s)
	io.WriteString(connection, "{}")
	answer, _ := io.ReadAll(connection)
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 200")) {
		t.Errorf("the request under way got %q", answer)
	}
	if err := s.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

func TestASecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	stopUnderWay(t, s)
	s.Process.Signal(syscall.SIGTERM)
	begun := time.Now()
	s.Wait()
	if took := time.Since(begun); took > drainTime/2 {
		t.Errorf("it took %v", took)
	}
}

func waitUntil(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 500 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s", what)
}

func TestWrongUseIsOneClearSentence(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	wrong := filepath.Join(t.TempDir(), "wrong.yaml")
	os.WriteFile(wrong, []byte("stages:\n  - name: x\n    user_type: robot\n"), 0o600)
	for _, c := range []struct {
		arguments []string
		says      string
	}{
		{[]string{"serve", "--port", port}, "port " + port + " is in use: choose another with --port, or --port 0 for any free one"},
		{[]string{"serve", "--profile", "2024.2"}, `unknown profile "2024.2": choose one of ` + strings.Join(profile.Names(), ", ")},
		{[]string{"serve", "--seed", "nope"}, `unknown seed "nope": choose fresh or demo, or name a file that ends in .yaml`},
		{[]string{"serve", "--seed", wrong}, wrong + `:3:16: user_type: "robot" is not a valid choice.`},
		{[]string{"serve", "--nope"}, "unknown flag --nope"},
		{[]string{"serve", "--log", "loud"}, `--log: it takes text, json, off, not "loud"`},
		{[]string{"serve", "--port", "many"}, "--port"},
		{[]string{"serve", "--cors", "https://app.example.com/"}, `origin "https://app.example.com/" is not written as browsers send it: write https://app.example.com`},
		{[]string{"serve", "--cors", "yes"}, `origin "yes" cannot be allowed: write scheme, host and port, such as https://app.example.com (--cors takes on and off too)`},
		{[]string{"serve", "--cors", "off", "--cors", "https://app.example.com"}, "--cors off cannot be combined with another --cors: remove one of them"},
		{[]string{"serve", "--allow-host", "*"}, `host "*" cannot be allowed: give a name without scheme, port and path`},
	} {
		r := runCommand(t, c.arguments...)
		if r.code != 2 || !strings.Contains(r.err, c.says) || r.out != "" || strings.Count(r.err, "\n") > 3 {
			t.Errorf("%v: exit %d\nout %s\nerr %s", c.arguments, r.code, r.out, r.err)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	r := runCommand(t, "serve", "--help")
	if r.code != 0 || !strings.Contains(r.out, "--profile") || !strings.Contains(r.out, "AUTHENTIK_MOCK_PROFILE") {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
	if asked := runCommand(t, "help", "serve"); asked != r {
		t.Errorf("help serve says something else: exit %d: %s%s", asked.code, asked.out, asked.err)
	}
	if asked := runCommand(t, "help", "nope"); asked.code != 2 || !strings.Contains(asked.err, "there is no command nope") {
		t.Errorf("help nope: exit %d: %s%s", asked.code, asked.out, asked.err)
	}
}

func TestWithoutArgumentsTheCommandsAreListedByWhatAPersonWants(t *testing.T) {
	t.Parallel()
	r := runCommand(t)
	if r.code != 0 || r.err != "" || r.out != runCommand(t, "--help").out {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	at := 0
	for _, line := range []string{"Run a fake\n  serve ", "Check, with the fake or a real authentik\n  verify ", "Record what to check and to seed\n  record ", "Look at what there is\n  requests "} {
		found := strings.Index(r.out, line)
		if found <= at {
			t.Errorf("%q is not where it belongs", line)
		}
		at = found
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"--version", "version"} {
		if r := runCommand(t, way); r.code != 0 || !strings.HasPrefix(r.out, "authentik-mock ") || strings.Count(r.out, "\n") != 1 {
			t.Errorf("%s: exit %d: %q%s", way, r.code, r.out, r.err)
		}
	}
	commit := []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"}}
	for want, info := range map[string]debug.BuildInfo{
		"v1.2.0":                       {Main: debug.Module{Version: "v1.2.0"}},
		"(devel)":                      {},
		"v1.2.0 (commit 0123456789ab)": {Main: debug.Module{Version: "v1.2.0"}, Settings: commit[:1]},
		"(devel) (commit 0123456789ab, with changes)": {Settings: commit},
	} {
		if got := versionText(&info); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
