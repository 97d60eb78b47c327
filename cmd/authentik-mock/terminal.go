package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
)

// isTerminal reports whether a person sees what is written, in a terminal that can move its cursor.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && isatty.IsTerminal(file.Fd()) && os.Getenv("TERM") != "dumb"
}

// inColour returns streams whose output has whole lines in a colour, by what they begin with, if it is a terminal and NO_COLOR is
// not set (https://no-color.org).
func (s streams) inColour() streams {
	if s.terminal && os.Getenv("NO_COLOR") == "" {
		s.out = &painter{to: s.out}
	}
	return s
}

// The colours of ECMA-48.
const (
	plain  = "\x1b[0m"
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
)

// colours maps the beginnings of lines to their colours; the first that matches counts.
var colours = []struct {
	begins *regexp.Regexp
	colour string
}{
	{regexp.MustCompile(`^(?:✗|!) `), red},
	{regexp.MustCompile(`^✓ `), green},
	{regexp.MustCompile(`^[~?] `), yellow},
	{regexp.MustCompile(`^• `), bold},
	{regexp.MustCompile(`^ +- .*, \+ .*:$`), dim}, // which side is which
	{regexp.MustCompile(`^ +(?:again: |why: |e\.g\. |@@ |…)`), dim},
	{regexp.MustCompile(`^ {4,}-`), red},
	{regexp.MustCompile(`^ {4,}\+`), green},
}

// painter colours lines. The beginning of a line without its end is passed on at once and stays plain.
type painter struct {
	to io.Writer
	// within reports whether the beginning of a line has been passed on.
	within bool
}

func (p *painter) Write(text []byte) (int, error) {
	var painted bytes.Buffer
	for line := range bytes.Lines(text) {
		whole := bytes.HasSuffix(line, []byte("\n"))
		if colour := colourOf(line); whole && !p.within && colour != "" {
			fmt.Fprintf(&painted, "%s%s%s\n", colour, bytes.TrimSuffix(line, []byte("\n")), plain)
		} else {
			painted.Write(line)
		}
		p.within = !whole
	}
	if _, err := p.to.Write(painted.Bytes()); err != nil {
		return 0, err
	}
	return len(text), nil
}

func colourOf(line []byte) string {
	line = bytes.TrimSuffix(line, []byte("\n"))
	for _, c := range colours {
		if c.begins.Match(line) {
			return c.colour
		}
	}
	return ""
}

// patience is how long something may take before its progress is shown.
const patience = time.Second

// progress shows on a terminal how far something is that takes longer. It is called from several goroutines.
type progress struct {
	mutex sync.Mutex
	out   io.Writer // nil if it is no terminal
	begun time.Time
	shown int // width of the line that is shown
}

// newProgress returns the progress of what begins, on the standard error if that is a terminal.
func newProgress(s streams) *progress {
	p := &progress{begun: time.Now()}
	if isTerminal(s.err) {
		p.out = s.err
	}
	return p
}

// tell replaces the line that is shown.
func (p *progress) tell(done, total int, what string) {
	if p.out == nil || time.Since(p.begun) < patience {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	line := fmt.Sprintf("%d of %d: %s", done, total, what)
	if runes := []rune(line); len(runes) > longestProgress {
		line = string(runes[:longestProgress-1]) + "…"
	}
	width := len([]rune(line))
	fmt.Fprintf(p.out, "\r%s%s", line, strings.Repeat(" ", max(0, p.shown-width)))
	p.shown = width
}

// longestProgress is the number of characters of a line of progress, less than a terminal is wide.
const longestProgress = 79

// end removes the line that is shown.
func (p *progress) end() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.shown > 0 {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", p.shown))
	}
	p.shown = 0
}
