package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// running are the flags of commands that steer a fake which runs already.
type running struct {
	URL       string `name:"url" help:"Address of the running fake." default:"http://127.0.0.1:9000" env:"AUTHENTIK_URL"`
	Workspace string `help:"Workspace that is meant; the common one by default." placeholder:"NAME"`
	// patience is how long the fake may take for an answer; 0 is usualPatience.
	patience time.Duration
}

const usualPatience = 10 * time.Second

// ask sends a request below /__mock/ and returns the answer. body is sent as JSON; nil sends none. A refusal is an error.
func (r *running) ask(method, path string, body any) ([]byte, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	return r.send(method, path, "application/json", text)
}

// send returns [running.ask] with a body of any media type.
func (r *running) send(method, path, media string, text []byte) ([]byte, error) {
	status, answered, err := r.answer(method, path, media, text)
	if err != nil || status < http.StatusBadRequest {
		return answered, err
	}
	var problem struct{ Detail string }
	if json.Unmarshal(answered, &problem) != nil || problem.Detail == "" {
		return nil, r.noFake(status)
	}
	return nil, usage(fmt.Errorf("%s", strings.TrimSuffix(problem.Detail, ".")))
}

// noFake returns the error for a server that is not a fake.
func (r *running) noFake(status int) error {
	return usage(fmt.Errorf("%s is no authentik-mock: it answers %d %s", r.URL, status, http.StatusText(status)))
}

// answer returns [running.send], but returns a refusal of the fake like any other answer.
func (r *running) answer(method, path, media string, text []byte) (status int, answered []byte, err error) {
	if err := checkAddress("--url", r.URL); err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequest(method, strings.TrimSuffix(r.URL, "/")+"/__mock/"+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil, usage(err)
	}
	request.Header.Set("Content-Type", media)
	if r.Workspace != "" {
		request.Header.Set("X-Mock-Workspace", r.Workspace)
	}
	response, err := (&http.Client{Timeout: cmp.Or(r.patience, usualPatience)}).Do(request)
	if err != nil {
		return 0, nil, usage(fmt.Errorf("no fake answers at %s: start one with authentik-mock serve, or say where with --url (%s)", r.URL, inWords(err)))
	}
	defer response.Body.Close()
	answered, err = io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusBadRequest && response.StatusCode != http.StatusRequestTimeout && response.Header.Get("X-Authentik-Mock") == "" {
		err = r.noFake(response.StatusCode)
	}
	return response.StatusCode, answered, err
}

// below returns an address with a name in it, which stays one part of the address.
func below(path, name string) string {
	if strings.Trim(name, ".") == "" {
		return path + "/" + strings.ReplaceAll(name, ".", "%2E")
	}
	return path + "/" + url.PathEscape(name)
}
