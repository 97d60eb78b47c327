package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// full opens a device that is always full.
func full(t *testing.T) *os.File {
	t.Helper()
	file, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("needs /dev/full")
	}
	t.Cleanup(func() { file.Close() })
	return file
}

func TestAReportOnAFullDiskIsAnError(t *testing.T) {
	t.Parallel()
	full(t)
	for _, kind := range []string{"junit", "json", "html"} {
		r := runCommand(t, "verify", "--only", "one wrong member", "--profile", "2026.5", "--report", kind+"=/dev/full")
		if r.code != 2 || !strings.Contains(r.err, "cannot write the report "+kind+"=/dev/full: /dev/full: no space left on device") {
			t.Errorf("%s: exit %d: %s", kind, r.code, r.err)
		}
	}
}

func TestOutputThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for _, arguments := range [][]string{
		{"describe"}, {"schema"}, {"schema", "seed"}, {"export", "--url", s.url}, {"check", "../../fixtures/seeds/demo.yaml"},
		{"verify", "--only", "one wrong member", "--profile", "2026.5"},
	} {
		c := command(t, arguments)
		var errs bytes.Buffer
		c.Stdout, c.Stderr = full(t), &errs
		c.Run()
		if c.ProcessState.ExitCode() != 2 || !strings.Contains(errs.String(), "cannot write to the standard output: write /dev/stdout: no space left on device") {
			t.Errorf("%v: exit %d: %s", arguments, c.ProcessState.ExitCode(), &errs)
		}
	}
}

// A reader that opened the old report while the new one is written reads it completely.
func TestAReportTakesThePlaceOfTheOldOne(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"junit", "json", "html"} {
		file := filepath.Join(t.TempDir(), "report")
		if err := os.WriteFile(file, []byte("the old report"), 0o640); err != nil {
			t.Fatal(err)
		}
		old, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer old.Close()
		if r := runCommand(t, "verify", "--only", "one wrong member", "--profile", "2026.5", "--report", kind+"="+file); r.code != 0 {
			t.Fatalf("exit %d: %s%s", r.code, r.out, r.err)
		}
		was, _ := io.ReadAll(old)
		is, _ := os.ReadFile(file)
		info, _ := os.Stat(file)
		beside, _ := os.ReadDir(filepath.Dir(file))
		if string(was) != "the old report" || len(is) < 100 || info.Mode().Perm() != 0o640 || len(beside) != 1 {
			t.Errorf("%s: %q, %d bytes, %v, %v", kind, was, len(is), info.Mode(), beside)
		}
	}
}

func TestAProxyThatIsKilledHasWrittenWhatPassed(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--profile", "2025.10", "--seed", "fresh", "--token", "a-token-that-is-secret"})
	file := filepath.Join(t.TempDir(), "passed.yaml")
	proxy, url := startProxy(t, s.url, file)
	for _, name := range []string{"Staff", "Guests"} {
		if status, body := send(t, "POST", url+"/api/v3/core/groups/", `{"name": "`+name+`"}`); status != 201 {
			t.Fatalf("%d %s", status, body)
		}
	}
	waitUntil(t, "the file to hold both requests", func() bool {
		text, _ := os.ReadFile(file)
		return strings.Count(string(text), "do: POST") == 2
	})
	proxy.Process.Kill()
	proxy.Wait()
	if r := runCommand(t, "verify", file, "--profile", "2025.10"); r.code != 0 {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

func TestAReportGoesWhereALinkLeads(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	link := filepath.Join(folder, "link.xml")
	if err := os.Symlink("real.xml", link); err != nil {
		t.Skip(err)
	}
	if r := runCommand(t, "verify", "--only", "one wrong member", "--profile", "2026.5", "--report", "junit="+link); r.code != 0 {
		t.Fatalf("exit %d: %s", r.code, r.err)
	}
	to, err := os.Readlink(link)
	if text, reading := os.ReadFile(filepath.Join(folder, "real.xml")); err != nil || to != "real.xml" || reading != nil || len(text) == 0 {
		t.Errorf("the link leads to %q (%v), and the file has %d bytes (%v)", to, err, len(text), reading)
	}
}
