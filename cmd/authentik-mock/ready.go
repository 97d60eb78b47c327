package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

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

// forgetReady removes the file of a fake that ran before, so that programs do not wait for the wrong one.
func (c *serveCommand) forgetReady() error {
	if c.ReadyFile == "" {
		return nil
	}
	if err := os.Remove(c.ReadyFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot write --ready-file: %w", err)
	}
	return nil
}

// tellReady reports, to programs and to people, that the fake listens.
func (c *serveCommand) tellReady(s streams, address net.Addr) error {
	line, err := c.readyLine(address)
	if err != nil {
		return err
	}
	if c.ReadyFile != "" {
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
