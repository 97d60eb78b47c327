package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
)

// post sends a body to the stages with a token and returns the status.
func post(t *testing.T, s *server, path, token, body string) int {
	t.Helper()
	request, _ := http.NewRequest("POST", s.url+path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// untilClosed sends the beginning of a request and reads until the server closes the connection.
func untilClosed(t *testing.T, s *server, text string) (status int) {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	io.WriteString(connection, text)
	reader := bufio.NewReader(connection)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, response.Body)
	if _, err := reader.ReadByte(); err != io.EOF {
		t.Errorf("the connection ends with %v", err)
	}
	return response.StatusCode
}

const stages = "/api/v3/stages/user_write/"

func TestFlagsBoundTime(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--body-timeout=50ms", "--idle-timeout=50ms"})
	if status := untilClosed(t, s, "POST "+stages+" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"); status != 408 {
		t.Errorf("a body of which nothing comes is answered with %d", status)
	}
	if status := untilClosed(t, s, "GET /-/health/live/ HTTP/1.1\r\nHost: localhost\r\n\r\n"); status != 200 {
		t.Errorf("health is answered with %d", status)
	}
}

func TestFlagsBoundMemory(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--max-body=100000", "--max-body-without-token=1000", "--max-held=200000", "--max-state=2000000"})
	name := func(length int) string { return `{"name":"` + strings.Repeat("x", length) + `"}` }
	for _, c := range []struct {
		what, token, body string
		status            int
	}{
		{"a short body without a token", "nope", name(500), 403},
		{"a long body without a token", "nope", name(2000), 413},
		{"a body of usual length", "mock-token", name(2000), 201},
		{"a body that is too long", "mock-token", name(200_000), 413},
		{"a body that becomes too much", "mock-token", `{"name":[` + strings.Repeat(`{"a":1},`, 10_000) + `1]}`, 413},
	} {
		if status := post(t, s, stages, c.token, c.body); status != c.status {
			t.Errorf("%s is answered with %d, want %d", c.what, status, c.status)
		}
	}
	for i := range 100 {
		switch status := post(t, s, stages, "mock-token", name(50_000+i)); status {
		case 201:
			continue
		case 507:
			return
		default:
			t.Fatalf("stage %d is answered with %d", i, status)
		}
	}
	t.Error("there was room for 5 MB")
}

func TestHelpNamesTheBounds(t *testing.T) {
	t.Parallel()
	help := strings.Join(strings.Fields(runCommand(t, "serve", "--help").out), " ")
	for _, flag := range []string{"$AUTHENTIK_MOCK_MAX_BODY, default 33554432", "$AUTHENTIK_MOCK_MAX_BODY_WITHOUT_TOKEN, default 1048576",
		"$AUTHENTIK_MOCK_MAX_HELD, default 268435456", "$AUTHENTIK_MOCK_MAX_STATE, default 1073741824",
		"$AUTHENTIK_MOCK_BODY_TIMEOUT, default 30s", "$AUTHENTIK_MOCK_IDLE_TIMEOUT, default 2m"} {
		if !strings.Contains(help, flag) {
			t.Errorf("the help does not say %s:\n%s", flag, help)
		}
	}
}

// resident returns the resident memory of a process in MiB, -1 if the system does not report it.
func resident(pid int) int {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, found := strings.Cut(string(status), "VmRSS:")
	if !found {
		return -1
	}
	kilobytes, _ := strconv.Atoi(strings.Fields(rest)[0])
	return kilobytes >> 10
}

func TestAResetGivesMemoryBackToTheSystem(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	if resident(s.Process.Pid) < 0 {
		t.Skip("needs /proc, where Linux says how much memory a process has")
	}
	text := strings.Repeat("x", 1<<20)
	for _, c := range []struct{ stages, given int }{{80, 100}, {10, 15}} {
		for i := range c.stages {
			if status := post(t, s, stages, "mock-token", fmt.Sprintf(`{"name":"%d%s"}`, i, text)); status != 201 {
				t.Fatalf("a stage is answered with %d", status)
			}
		}
		full := resident(s.Process.Pid)
		if status := post(t, s, "/__mock/reset/", "", ""); status != 204 {
			t.Fatalf("reset is answered with %d", status)
		}
		waitUntil(t, "the memory to be given back", func() bool { return resident(s.Process.Pid) < full-c.given })
	}
}

func TestALargeHeapGrowsByLess(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ live, percent int }{{0, 400}, {5, 400}, {32, 400}, {64, 200}, {256, 50}, {1024, 25}, {4096, 25}} {
		if got := percentFor(uint64(c.live) << 20); got != c.percent {
			t.Errorf("a heap of %d MiB may grow by %d %%, want %d", c.live, got, c.percent)
		}
	}
}
