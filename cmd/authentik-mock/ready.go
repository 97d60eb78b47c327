package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// readiness describes a running fake to the program that started it. Its members are stable.
type readiness struct {
	// Address is the fake's address, Control the one below which it is controlled, both without a trailing
	// slash.
	Address string `json:"address"`
	Control string `json:"control"`
	Token   string `json:"token"`
	Profile string `json:"profile"`
	PID     int    `json:"pid"`
}

// readyLine returns the readiness of a fake in one line.
func (c *serveCommand) readyLine(address net.Addr) ([]byte, error) {
	base := typeable(address)
	chosen, err := profile.Parse(c.Profile)
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(readiness{base, base + "/__mock", c.Token, chosen.Name, os.Getpid()})
	return append(line, '\n'), err
}

// clearReady removes the file of a fake that ran before, so that programs do not wait for the wrong one. A file that holds
// something else, or is that of a fake which runs, is an error and stays.
func (c *serveCommand) clearReady() error {
	if c.ReadyFile == "" {
		return nil
	}
	if resolved, err := filepath.EvalSymlinks(c.ReadyFile); err == nil {
		c.ReadyFile = resolved // a link stays one
	}
	text, err := os.ReadFile(c.ReadyFile)
	var before readiness
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("cannot write --ready-file: %w", err)
	case len(text) > 0 && (json.Unmarshal(text, &before) != nil || before.Control == ""):
		return fmt.Errorf("--ready-file %s holds something else, and stays as it is: name a file that is not there", c.ReadyFile)
	case before.runs():
		return fmt.Errorf("--ready-file %s is that of the fake at %s: stop it, or name another file", c.ReadyFile, before.Address)
	}
	return os.Remove(c.ReadyFile)
}

// runs reports whether the fake still answers.
func (r readiness) runs() bool {
	asked := running{URL: r.Address, patience: readyPatience}
	status, _, err := asked.answer("GET", "version", "", nil)
	return r.Address != "" && err == nil && status == http.StatusOK
}

// readyPatience is how long a fake that ran before may take for an answer.
const readyPatience = time.Second

// forgetReady removes the file, unless another fake has written it since.
func (c *serveCommand) forgetReady() {
	if text, err := os.ReadFile(c.ReadyFile); err == nil && bytes.Equal(text, c.line) {
		os.Remove(c.ReadyFile)
	}
}

// tellReady reports, to programs and to people, that the fake listens.
func (c *serveCommand) tellReady(s streams, address net.Addr) error {
	line, err := c.readyLine(address)
	if err != nil {
		return err
	}
	if c.line = line; c.ReadyFile != "" {
		if err := writeAside(c.ReadyFile, line); err != nil {
			return fmt.Errorf("cannot write --ready-file: %w", err)
		}
	}
	c.warnOfToken(s, address)
	if c.Ready == "json" {
		_, err := s.out.Write(line)
		return err
	}
	c.greet(s, address)
	return nil
}

// writeAside writes a file completely or not at all. Only the owner may read it, since it contains the token.
func writeAside(path string, text []byte) error {
	aside, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return err
	}
	_, err = aside.Write(text)
	if err = errors.Join(err, aside.Close()); err == nil {
		err = os.Rename(aside.Name(), path)
	}
	if err != nil {
		os.Remove(aside.Name())
	}
	return err
}
