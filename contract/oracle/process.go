package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// oracle is a running oracle.py.
type oracle struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// question is a line to oracle.py, which says what its members are.
type question struct {
	World    *world `json:"world,omitempty"`
	Resource string `json:"resource,omitempty"`
	Method   string `json:"method,omitempty"`
	Key      string `json:"key"`
	Query    string `json:"query"`
	Reader   string `json:"reader,omitempty"`
	Body     []byte `json:"body"`
}

// String returns the question as a person reads it.
func (q question) String() string {
	if q.Reader != "" {
		return fmt.Sprintf("%q", q.Body)
	}
	return fmt.Sprintf("%s %s/%s?%s %s", q.Method, q.Resource, q.Key, q.Query, q.Body)
}

// answer is a line of oracle.py, or what the fake answers. Status is 0 for a failure.
type answer struct {
	Status int    `json:"status"`
	Body   []byte `json:"body"`
}

// startOracle starts oracle.py.
func startOracle(python, folder string) (*oracle, error) {
	command := exec.Command(python, filepath.Join(folder, "oracle.py"))
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &oracle{command, in, bufio.NewReaderSize(out, 1<<20)}, command.Start()
}

// stop ends oracle.py.
func (o *oracle) stop() {
	o.in.Close()
	o.command.Wait()
}

// ask asks all questions while it reads the answers.
func (o *oracle) ask(questions []question) ([]answer, error) {
	wrote := make(chan error, 1)
	go func() {
		to := bufio.NewWriter(o.in)
		encoder := json.NewEncoder(to)
		var err error
		for _, q := range questions {
			err = errors.Join(err, encoder.Encode(q))
		}
		wrote <- errors.Join(err, to.Flush())
	}()
	answers := make([]answer, len(questions))
	for i := range answers {
		line, err := o.out.ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(line, &answers[i])
		}
		if err != nil {
			return nil, fmt.Errorf("oracle.py has ended: %w", err)
		}
	}
	return answers, <-wrote
}
