package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// requestsCommand are the flags of requests.
type requestsCommand struct {
	Follow bool `short:"f" help:"Go on with those that come."`
	Failed bool `help:"Those only that were refused, not found, not served, failed, or met a fault."`

	running
}

// listedRequest is a request as the fake lists it.
type listedRequest struct {
	ID                        uint64
	Time                      time.Time
	Method, Path, Query, User string
	Status                    int
	Reasons                   []struct{ Layer, Field, Code, Why, Value string }
}

// String returns the request on one line: id, time, method, address, status, user ("-" for none), and why it is so.
func (r listedRequest) String() string {
	address, user := r.Path, r.User
	if r.Query != "" {
		address += "?" + r.Query
	}
	if user == "" {
		user = "-"
	}
	line := fmt.Sprintf("%d %s %s %s %d %s", r.ID, r.Time.Local().Format("15:04:05.000"), r.Method, address, r.Status, user)
	for i, reason := range r.Reasons {
		separator, subject, what := "; ", reason.Field, reason.Why
		if i == 0 {
			separator = " "
		}
		if subject == "" {
			subject = reason.Layer
		}
		if what == "" && reason.Layer == "permission" {
			what = reason.Value
		}
		if what == "" {
			what = reason.Code
		}
		line += separator + subject + ": " + what
	}
	return strings.Map(func(c rune) rune {
		if !unicode.IsGraphic(c) { // a client's text does not steer the terminal
			return ' '
		}
		return c
	}, line)
}

// Run prints the requests that a running fake keeps, the oldest first.
func (c *requestsCommand) Run(s streams) error {
	query := url.Values{}
	if c.Failed {
		query["kind"] = []string{"not-served", "not-found", "refused", "fault"}
	}
	evicted, err := c.print(s.out, query)
	if evicted > 0 {
		fmt.Fprintf(s.err, "%d earlier requests are no longer kept\n", evicted)
	}
	for c.Follow && err == nil {
		if err = c.more(query.Get("since")); err == nil {
			_, err = c.print(s.out, query)
		}
	}
	return err
}

// print prints what a query finds, and sets since in it to what comes after.
func (c *requestsCommand) print(out io.Writer, query url.Values) (evicted uint64, err error) {
	for {
		text, err := c.ask("GET", "requests?"+query.Encode(), nil)
		if err != nil {
			return 0, err
		}
		var list struct {
			Requests []listedRequest
			Evicted  uint64
			Next     string
		}
		if err := json.Unmarshal(text, &list); err != nil {
			return 0, err
		}
		query.Set("since", list.Next)
		for _, r := range list.Requests {
			if _, err := fmt.Fprintln(out, r); err != nil {
				return 0, err
			}
		}
		if evicted = list.Evicted; len(list.Requests) == 0 {
			return evicted, nil
		}
	}
}

// followTime is how long a question for more requests may wait at a time.
const followTime = 30 * time.Second

// more waits until something was answered after a position. That some of it has gone already is for print to tell.
func (c *requestsCommand) more(since string) error {
	asking := c.running
	asking.patience = followTime + usualPatience
	query := url.Values{"since": {since}, "timeout": {followTime.String()}}
	for {
		status, _, err := asking.answer("GET", "requests/wait?"+query.Encode(), "", nil)
		if err != nil || status != http.StatusRequestTimeout {
			return err
		}
	}
}
