package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAReadyFakeSaysSoInOneLine: on the standard output and in a file, and both can be counted on.
func TestAReadyFakeSaysSoInOneLine(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ready.json")
	if err := os.WriteFile(file, []byte("of one that ran before"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := command(t, []string{"serve", "--port", "0", "--log", "off", "--seed", "fresh", "--profile", "2025.12", "--token", "mine", "--ready", "json", "--ready-file", file})
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var ready map[string]any
	if err := json.Unmarshal([]byte(line), &ready); err != nil {
		t.Fatal(err)
	}
	address, _ := ready["address"].(string)
	if len(ready) != 5 || ready["control"] != address+"/__mock" || ready["token"] != "mine" || ready["profile"] != "2025.12" || ready["pid"] != float64(c.Process.Pid) {
		t.Errorf("it says %s", line)
	}
	if status, _ := get(t, address+"/api/v3/core/users/me/", "mine"); status != 200 {
		t.Errorf("%s answers %d", address, status)
	}
	if status, _ := get(t, ready["control"].(string)+"/health", ""); status != 200 {
		t.Errorf("%s answers %d", ready["control"], status)
	}
	written, err := os.ReadFile(file)
	if err != nil || string(written) != line {
		t.Errorf("the file has %q (%v)", written, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v (%v)", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 1 {
		t.Errorf("there are %v", left)
	}
	if r := runCommand(t, "healthcheck", "--url", address); r.code != 0 || r.out != "ok\n" {
		t.Errorf("healthcheck: exit %d %s%s", r.code, r.out, r.err)
	}
	c.Process.Signal(syscall.SIGTERM)
	rest, _ := io.ReadAll(lines)
	if c.Wait(); len(rest) > 0 || c.ProcessState.ExitCode() != 0 {
		t.Errorf("exit %d, and it says %q too", c.ProcessState.ExitCode(), rest)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is still there (%v)", err)
	}
	if r := runCommand(t, "healthcheck", "--url", address); r.code != 1 || !strings.Contains(r.err, "no fake answers at "+address) {
		t.Errorf("healthcheck of none: exit %d %s", r.code, r.err)
	}
}

func TestAReadyFileThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	r := runCommand(t, "serve", "--port", "0", "--seed", "fresh", "--ready-file", filepath.Join(t.TempDir(), "no", "ready.json"))
	if r.code != 2 || !strings.Contains(r.err, "cannot write --ready-file") || r.out != "" {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

// TestAHealthCheckWaitsNotForLong also checks that other servers do not pass for a fake.
func TestAHealthCheckWaitsNotForLong(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	begun := time.Now()
	if r := runCommand(t, "healthcheck", "--timeout", "50ms", "--url", "http://"+silent.Addr().String()); r.code != 1 || time.Since(begun) > time.Minute {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	go http.Serve(other, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "{}") }))
	if r := runCommand(t, "healthcheck", "--url", "http://"+other.Addr().String()); r.code != 1 || !strings.Contains(r.err, "is no authentik-mock") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}
