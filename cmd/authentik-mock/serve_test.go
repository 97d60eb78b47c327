package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// serveBriefly starts a server and sends it SIGTERM as soon as it prints its address.
func serveBriefly(t *testing.T, arguments ...string) result {
	t.Helper()
	c := command(t, append([]string{"serve", "--port", "0", "--log", "off"}, arguments...))
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	if err == nil {
		c.Process.Signal(syscall.SIGTERM)
	}
	rest, _ := io.ReadAll(lines)
	c.Wait()
	return result{c.ProcessState.ExitCode(), first + string(rest), errs.String()}
}

func TestASignalRightAfterTheGreetingEndsTheServerInOrder(t *testing.T) {
	t.Parallel()
	for range 12 {
		if r := serveBriefly(t, "--seed", "fresh"); r.code != 0 || !strings.HasPrefix(r.out, "authentik-mock listens on http://127.0.0.1:") {
			t.Fatalf("exit %d: %s%s", r.code, r.out, r.err)
		}
	}
}

// TestAClosedTerminalEndsTheServerInOrder: it keeps what was changed, unless nohup keeps the server itself.
func TestAClosedTerminalEndsTheServerInOrder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := serve(t, []string{"--state", filepath.Join(folder, "state.yaml"), "--ready-file", filepath.Join(folder, "ready.json")})
	if !rename(s.url, "the last change") {
		t.Fatal("the stage was not renamed")
	}
	s.Process.Signal(syscall.SIGHUP)
	if signal.Ignored(syscall.SIGHUP) { // the tests themselves run under nohup, and what they start does, too
		if name := stageName(t, s.url); name != "the last change" {
			t.Errorf("the stage is called %q", name)
		}
		s.Process.Signal(syscall.SIGTERM)
	}
	if err := s.Wait(); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(filepath.Join(folder, "state.yaml")); err != nil || !strings.Contains(string(text), "the last change") {
		t.Errorf("the change is not kept (%v)", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "ready.json")); !os.IsNotExist(err) {
		t.Errorf("the ready file is still there (%v)", err)
	}
}

// TestTheGreetingNamesAnAddressThatCanBeTyped also checks the warning that other machines can use the
// well-known token.
func TestTheGreetingNamesAnAddressThatCanBeTyped(t *testing.T) {
	t.Parallel()
	const warning = "warning: other machines may reach this server, and the token mock-token is public: set another with --token\n"
	for _, c := range []struct {
		arguments []string
		address   string
		err       string
	}{
		{[]string{"--host", "0.0.0.0"}, `http://127\.0\.0\.1:\d+/api`, warning},
		{[]string{"--host", "0.0.0.0", "--token", "mine"}, `http://127\.0\.0\.1:\d+/api`, ""},
		{[]string{"--host", "::"}, `http://127\.0\.0\.1:\d+/api`, warning},
		{[]string{"--host", "::1"}, `'http://\[::1\]:\d+/api[^']*'`, ""},
		{[]string{"--host", "localhost"}, `http://\S+:\d+/api`, ""},
	} {
		if probe, err := net.Listen("tcp", net.JoinHostPort(c.arguments[1], "0")); err != nil {
			t.Logf("not tried: %v", err)
			continue
		} else {
			probe.Close()
		}
		r := serveBriefly(t, append(c.arguments, "--seed", "fresh")...)
		typed := strings.Trim(regexp.MustCompile(c.address).FindString(r.out), "'")
		said := listens.FindStringSubmatch(r.out)
		if r.code != 0 || typed == "" || said == nil || !strings.HasPrefix(typed, said[1]+"/api") || r.err != c.err {
			t.Errorf("%q: exit %d\n%s\n%s", c.arguments, r.code, r.out, r.err)
		}
	}
}

func TestServeTakesFurtherHostsAndOrigins(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--allow-host", "mock.example", "--allow-host", ".wide.example", "--cors", "https://app.example.com", "--cors", "http://192.168.1.7:5173"})
	byVariable := serve(t, []string{"--seed", "fresh"}, "AUTHENTIK_MOCK_ALLOW_HOST=mock.example,.wide.example", "AUTHENTIK_MOCK_CORS=https://app.example.com,http://192.168.1.7:5173")
	silent := serve(t, []string{"--seed", "fresh", "--cors", "off"})
	ask := func(s *server, host, origin string) (int, http.Header) {
		t.Helper()
		request, _ := http.NewRequest("GET", s.url+"/api/v3/root/config/", nil)
		request.Host = host
		request.Header.Set("Origin", origin)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode, response.Header
	}
	for _, s := range []*server{s, byVariable} {
		for host, status := range map[string]int{"mock.example": 200, "a.wide.example:9000": 200, "localhost": 200, "evil.example": 421, "a.mock.example": 421} {
			if got, header := ask(s, host, ""); got != status {
				t.Errorf("%s: %d %v", host, got, header)
			}
		}
		for origin, may := range map[string]bool{
			"https://app.example.com": true, "http://192.168.1.7:5173": true, "http://app.localhost:5173": true, "http://app.example.com": false, "chrome-extension://localhost": false,
		} {
			if _, header := ask(s, "", origin); (header.Get("Access-Control-Allow-Origin") == origin) != may {
				t.Errorf("%s: %v", origin, header)
			}
		}
	}
	if _, header := ask(silent, "", "http://localhost:5173"); header.Get("Access-Control-Allow-Origin") != "" || strings.Contains(strings.Join(header["Vary"], ", "), "Origin") {
		t.Errorf("--cors off: %v", header)
	}
}

// TestTheGreetingNamesAWorkspaceIfEveryRequestNeedsOne: what it says to type next works.
func TestTheGreetingNamesAWorkspaceIfEveryRequestNeedsOne(t *testing.T) {
	t.Parallel()
	for _, seed := range []string{"demo", "fresh"} {
		s := serve(t, []string{"--require-workspace", "--seed", seed})
		if !strings.Contains(s.greeting, "Bearer mock-token~") || !strings.Contains(s.greeting, "token   mock-token\n") {
			t.Errorf("%s: %s", seed, s.greeting)
		}
	}
}
