package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// loaded is what the process that sends the requests prints.
type loaded struct {
	Answers int     `json:"answers"`
	Seconds float64 `json:"seconds"`
	Median  float64 `json:"median_ms"`
	High    float64 `json:"p99_ms"`
}

// sendLoad sends the PATCH over and over, on every connection the next when the last is answered. It uses one processor and
// reads no more of an answer than it has to, so that the server is what is measured. Any answer but a 200 ends it.
func sendLoad(out io.Writer, at string, o options) error {
	runtime.GOMAXPROCS(1)
	var (
		counting, stopping atomic.Bool
		all                sync.WaitGroup
		lock               sync.Mutex
		took               []time.Duration
		failed             error
	)
	for range o.connections {
		all.Go(func() {
			mine, err := askOn(at, &counting, &stopping)
			lock.Lock()
			defer lock.Unlock()
			took, failed = append(took, mine...), errors.Join(failed, err)
			if err != nil {
				stopping.Store(true)
			}
		})
	}
	time.Sleep(o.warm)
	counting.Store(true)
	begun := time.Now()
	time.Sleep(o.measured)
	counting.Store(false)
	seconds := time.Since(begun).Seconds()
	stopping.Store(true)
	all.Wait()
	if failed != nil {
		return failed
	}
	if len(took) == 0 {
		return errors.New("nothing was answered while it counted")
	}
	slices.Sort(took)
	at99 := func(part float64) float64 { return float64(took[int(part*float64(len(took)-1))].Microseconds()) / 1000 }
	return json.NewEncoder(out).Encode(loaded{len(took), seconds, at99(0.5), at99(0.99)})
}

// askOn asks on one connection, and returns how long the counted answers took. It connects again if the server closes.
func askOn(at string, counting, stopping *atomic.Bool) ([]time.Duration, error) {
	text := fmt.Sprintf("PATCH %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
		"Accept: application/json\r\nContent-Length: %d\r\n\r\n%s", address, at, token, len(body), body)
	request := []byte(text)
	var took []time.Duration
	for !stopping.Load() {
		connection, err := net.Dial("tcp", at)
		if err != nil {
			return took, err
		}
		reader := bufio.NewReader(connection)
		for open := true; open && !stopping.Load(); {
			begun := time.Now()
			if _, err := connection.Write(request); err != nil {
				break
			}
			open, err = readAnswer(reader)
			if err != nil {
				connection.Close()
				return took, err
			}
			if counting.Load() {
				took = append(took, time.Since(begun))
			}
		}
		connection.Close()
	}
	return took, nil
}

// readAnswer reads a 200 to its end, and reports whether the connection stays open.
func readAnswer(r *bufio.Reader) (open bool, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return false, err
	}
	if status := string(line); !strings.HasPrefix(status, "HTTP/1.1 200") {
		return false, fmt.Errorf("an answer begins with %q", status)
	}
	length, open := -1, true
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return false, err
		}
		if len(line) <= 2 {
			break
		}
		name, value, _ := strings.Cut(strings.ToLower(string(line)), ":")
		switch value = strings.TrimSpace(value); name {
		case "content-length":
			if length, err = strconv.Atoi(value); err != nil {
				return false, err
			}
		case "connection":
			open = value != "close"
		}
	}
	if length >= 0 {
		_, err := r.Discard(length)
		return open, err
	}
	return open, discardChunks(r)
}

// discardChunks reads a body whose length no header tells.
func discardChunks(r *bufio.Reader) error {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseUint(strings.TrimSpace(line), 16, 32)
		if err != nil {
			return fmt.Errorf("an answer has neither a length nor chunks: %w", err)
		}
		if _, err := r.Discard(int(size) + len("\r\n")); err != nil || size == 0 {
			return err
		}
	}
}
