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
	before := `{"address":"http://127.0.0.1:1","control":"http://127.0.0.1:1/__mock","token":"x","profile":"2025.10","pid":1}` + "\n"
	if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
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

// TestAReadyFileIsTheFakesOwn: what is not stays as it is, and so does that of another fake that runs.
func TestAReadyFileIsTheFakesOwn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	mine := filepath.Join(folder, "ready.json")
	s := serve(t, []string{"--ready-file", mine})
	line, err := os.ReadFile(mine)
	if err != nil {
		t.Fatal(err)
	}
	precious, empty, link := filepath.Join(folder, "precious.txt"), filepath.Join(folder, "empty.json"), filepath.Join(folder, "link.json")
	for name, text := range map[string]string{precious: "precious\n", empty: ""} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(empty, link); err != nil {
		t.Fatal(err)
	}
	for name, says := range map[string]string{
		mine: "is that of the fake at " + s.url + ": stop it, or name another file", precious: "holds something else, and stays as it is", folder: "is a directory",
	} {
		if r := serveBriefly(t, "--ready-file", name); r.code != 2 || !strings.Contains(r.err, says) || !strings.Contains(r.err, "--ready-file") {
			t.Errorf("%s: exit %d: %s", name, r.code, r.err)
		}
	}
	for name, want := range map[string]string{mine: string(line), precious: "precious\n"} {
		if text, err := os.ReadFile(name); err != nil || string(text) != want {
			t.Errorf("%s became %q (%v)", name, text, err)
		}
	}
	linked := serve(t, []string{"--ready-file", link})
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link became %v (%v)", info, err)
	}
	if text, err := os.ReadFile(empty); err != nil || !strings.Contains(string(text), linked.url) {
		t.Errorf("behind the link is %q (%v)", text, err)
	}
	other := strings.ReplaceAll(string(line), s.url, "http://127.0.0.1:2")
	if err := os.WriteFile(mine, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Process.Signal(syscall.SIGTERM)
	s.Wait()
	if text, err := os.ReadFile(mine); err != nil || string(text) != other {
		t.Errorf("the file of another fake became %q (%v)", text, err)
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
