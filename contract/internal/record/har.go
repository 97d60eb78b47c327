package record

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
)

// harFile is the used part of a HAR file, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/).
type harFile struct {
	Log struct {
		Entries []harEntry `json:"entries"`
	} `json:"log"`
}

type harEntry struct {
	Started time.Time `json:"startedDateTime"`
	// User is the name of the user who asked, "" for nobody. Only the journal of a fake has it, as well as Cut.
	User    *string `json:"_user"`
	Request struct {
		Method   string      `json:"method"`
		URL      string      `json:"url"`
		Headers  []harHeader `json:"headers"`
		Cookies  []harHeader `json:"cookies"`
		BodySize int64       `json:"bodySize"`
		PostData *struct {
			Type   string      `json:"mimeType"`
			Text   string      `json:"text"`
			Params []harHeader `json:"params"`
			Cut    bool        `json:"_cut"`
		} `json:"postData"`
	} `json:"request"`
	Response struct {
		Status   int         `json:"status"`
		Headers  []harHeader `json:"headers"`
		Cookies  []harHeader `json:"cookies"`
		BodySize int64       `json:"bodySize"`
		Content  struct {
			// Text is missing if there was no body, or if the browser did not keep it.
			Text     *string `json:"text"`
			Size     int64   `json:"size"`
			Encoding string  `json:"encoding"`
			Type     string  `json:"mimeType"`
			Cut      bool    `json:"_cut"`
		} `json:"content"`
	} `json:"response"`
}

type harHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ImportHAR converts a browser's HAR export of requests to the API of one server into a scenario file.
// Secrets are handled as by [Proxy]. The error reports that the file is not HAR, that it contains no request
// to the API ([ErrNothing]), or that a secret would have been written ([ErrSecret]).
func ImportHAR(title string, har []byte) ([]byte, error) {
	all, err := harTraffic(title, har)
	if err != nil {
		return nil, err
	}
	written, err := transcribe(all)
	return written.text, err
}

// Imported is traffic as a scenario.
type Imported struct {
	Scenario scenario.Scenario
	// Requests holds the number of each step's request in the traffic, from 1.
	Requests []int
	// Left says why requests to the API are not among the steps, each in a sentence.
	Left []string
}

// ReadHAR is like [ImportHAR] and returns the scenario. file is its name.
func ReadHAR(file string, har []byte) (Imported, error) {
	all, err := harTraffic(path.Base(file), har)
	if err != nil {
		return Imported{}, err
	}
	written, err := transcribe(all)
	if err != nil {
		return Imported{}, err
	}
	read, err := scenario.Read(file, written.text)
	imported := Imported{Scenario: read, Left: written.left}
	for _, at := range written.places {
		imported.Requests = append(imported.Requests, at+1)
	}
	for i, p := range all.passages {
		if p.logsIn() {
			imported.Left = append(imported.Left, fmt.Sprintf("Request %d of the traffic is a step of a login, which takes a browser's cookies.", i+1))
		}
	}
	return imported, err
}

// harTraffic reads a HAR file.
func harTraffic(title string, har []byte) (traffic, error) {
	var file harFile
	if err := json.Unmarshal(bytes.TrimPrefix(har, []byte("\ufeff")), &file); err != nil { // some programs begin a file with a mark
		return traffic{}, fmt.Errorf("%w: this is not a HAR file: %w", play.ErrUsage, err)
	}
	entries := file.Log.Entries
	slices.SortStableFunc(entries, func(a, b harEntry) int { return a.Started.Compare(b.Started) })
	all := traffic{title: title, stripped: true}
	for _, entry := range entries {
		address, err := url.Parse(entry.Request.URL)
		if err != nil {
			return traffic{}, fmt.Errorf("%w: the HAR file contains an invalid address: %w", play.ErrUsage, errors.Unwrap(err))
		}
		if all.host == "" && strings.HasPrefix(address.Path, "/api/v3/") {
			all.host, all.at = address.Host, entry.Started
		}
		p, err := entry.passage(address)
		if err != nil {
			return traffic{}, err
		}
		if address.Host != all.host {
			p.request.Path = "" // another server's: only its secrets matter
		} else {
			all.stripped = all.stripped && wire.HeaderOf(p.request.Headers, "Authorization") == "" && wire.HeaderOf(p.request.Headers, "Cookie") == ""
		}
		if entry.Response.Status != 0 {
			all.passages = append(all.passages, p)
		} else if p.belongs() {
			all.unanswered++
		}
	}
	return all, nil
}

func (e harEntry) passage(address *url.URL) (passage, error) {
	p := passage{
		request: wire.Request{Method: e.Request.Method, Path: address.RequestURI()},
		answer:  wire.Answer{Status: e.Response.Status, Header: http.Header{}},
		user:    e.User,
	}
	for _, h := range withoutPseudo(e.Request.Headers) {
		p.request.Headers = append(p.request.Headers, [2]string{h.Name, h.Value})
	}
	if wire.HeaderOf(p.request.Headers, "Cookie") == "" && len(e.Request.Cookies) > 0 {
		var pairs []string
		for _, c := range e.Request.Cookies {
			pairs = append(pairs, c.Name+"="+c.Value)
		}
		p.request.Headers = append(p.request.Headers, [2]string{"Cookie", strings.Join(pairs, "; ")})
	}
	if e.Request.PostData != nil {
		p.request.Body = []byte(e.Request.PostData.Text)
		if form := e.Request.PostData; form.Text == "" && len(form.Params) > 0 {
			p.request.Body = []byte(formBody(form.Params))
			p.lostBody = !strings.HasPrefix(form.Type, "application/x-www-form-urlencoded")
		}
		p.lostBody = p.lostBody || e.Request.PostData.Cut || e.Request.BodySize > int64(len(p.request.Body))
	}
	for _, h := range withoutPseudo(e.Response.Headers) {
		p.answer.Header.Add(h.Name, h.Value)
	}
	for _, c := range e.Response.Cookies {
		p.answer.Header.Add("Set-Cookie", c.Name+"="+c.Value)
	}
	if e.Response.Content.Text == nil {
		p.notKept = e.hadBody(p.answer.Header)
		return p, nil
	}
	text := *e.Response.Content.Text
	p.answer.Body = []byte(text)
	// An answer that has a length but no text was not kept either.
	p.notKept = text == "" && e.hadBody(p.answer.Header) || e.Response.Content.Cut
	if e.Response.Content.Encoding == "base64" {
		body, err := base64.StdEncoding.DecodeString(text)
		p.answer.Body, p.notKept = body, p.notKept || err != nil // what cannot be read was not kept
	}
	return p, nil
}

// formBody returns a form as a body. Of some forms, browsers store the fields but not the text that they
// sent.
func formBody(fields []harHeader) string {
	var pairs []string
	for _, f := range fields {
		pairs = append(pairs, url.QueryEscape(f.Name)+"="+url.QueryEscape(f.Value))
	}
	return strings.Join(pairs, "&")
}

// hadBody reports whether an answer without a text had a body. Browsers that did not keep the text store a
// size of -1, or the original size.
func (e harEntry) hadBody(header http.Header) bool {
	status := e.Response.Status
	if e.Request.Method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified {
		return false
	}
	if length := header.Get("Content-Length"); length != "" {
		return length != "0"
	}
	// An empty text is not JSON.
	isJSON := strings.HasPrefix(cmp.Or(header.Get("Content-Type"), e.Response.Content.Type), "application/json")
	return isJSON || e.Response.Content.Size != 0 || e.Response.BodySize > 0
}

// withoutPseudo returns headers without the pseudo headers of HTTP/2, such as :method.
func withoutPseudo(headers []harHeader) []harHeader {
	return slices.DeleteFunc(slices.Clone(headers), func(h harHeader) bool { return strings.HasPrefix(h.Name, ":") })
}
