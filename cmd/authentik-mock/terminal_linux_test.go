package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// openTerminal opens a pseudo terminal: what a program writes to slave comes out of master.
func openTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	var number, unlock int32
	for request, value := range map[uintptr]*int32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &unlock} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), request, uintptr(unsafe.Pointer(value))); errno != 0 {
			t.Fatal(errno)
		}
	}
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	return master, slave
}

// onTerminal runs a command with both outputs on a terminal and returns what that shows.
func onTerminal(t *testing.T, arguments []string, variables ...string) string {
	t.Helper()
	master, slave := openTerminal(t)
	c := command(t, arguments, append([]string{"TERM=xterm"}, variables...)...)
	c.Stdout, c.Stderr = slave, slave
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	var shown bytes.Buffer
	io.Copy(&shown, master) // ends with an error when the command has ended
	c.Wait()
	return shown.String()
}

func TestATerminalShowsColoursAndProgress(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "wrong.yaml")
	text := "title: Wrong\nsteps:\n  - {do: GET /api/v3/root/config/, expect: 200, answer: '{}'}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	arguments := []string{"verify", "--profile", "2025.10", file}
	const title, gone, came = "✗ Wrong (profile 2025.10)", "    -{}", "    +{"
	if shown := onTerminal(t, arguments); !strings.Contains(shown, red+title+plain) || !strings.Contains(shown, red+gone+plain) || !strings.Contains(shown, green+came+plain) {
		t.Errorf("a terminal shows\n%q", shown)
	}
	for variables, shown := range map[string]string{
		"NO_COLOR=1": onTerminal(t, arguments, "NO_COLOR=1"), "TERM=dumb": onTerminal(t, arguments, "TERM=dumb"), "no terminal": runCommand(t, arguments...).out,
	} {
		if strings.Contains(shown, "\x1b") || !strings.Contains(shown, title) || !strings.Contains(shown, gone) {
			t.Errorf("%s shows\n%q", variables, shown)
		}
	}
	if shown := onTerminal(t, []string{"state", "--help"}); strings.Contains(shown, "\x1b") {
		t.Errorf("help shows\n%q", shown)
	}
}

func TestProgressIsShownOfWhatTakesLongAndRemoved(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := &progress{out: &out}
	p.tell(1, 20, "2025.10 a title")
	p.tell(2, 20, strings.Repeat("long ", 30))
	p.tell(3, 20, "short")
	p.end()
	p.end()
	lines := strings.Split(out.String(), "\r")
	if len(lines) != 6 || lines[1] != "1 of 20: 2025.10 a title" || len([]rune(lines[2])) != longestProgress || strings.TrimSpace(lines[3]) != "3 of 20: short" ||
		strings.TrimSpace(lines[4]) != "" || len([]rune(lines[3])) != longestProgress {
		t.Errorf("it shows %q", lines)
	}
	out.Reset()
	p = newProgress(streams{err: &out})
	p.begun = p.begun.Add(-2 * patience)
	p.tell(1, 2, "x")
	p.end()
	if out.Len() > 0 {
		t.Errorf("what is no terminal gets %q", out.String())
	}
}
