// Package wire sends requests byte by byte, over a network or to a handler.
package wire

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// AnswerTime is the time limit for one answer.
const AnswerTime = 60 * time.Second

// ErrUnreachable is wrapped by the error for a target that accepts no connection.
var ErrUnreachable = errors.New("the target cannot be reached")

// Conn sends requests byte by byte over one connection that is kept open. Go's own client refuses some of the
// recorded requests: invalid escapes, unusual methods, header values that are not ASCII.
type Conn struct {
	Base *url.URL
	// handler, if not nil, is called in place of a connection.
	handler http.Handler
	conn    net.Conn
	reader  *bufio.Reader
}

// Request is a request in its form on the wire. A nil Body means no body, which is not the same as an empty
// one.
type Request struct {
	Method, Path string
	Headers      [][2]string
	Body         []byte
}

// Answer is the response.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Open prepares a connection to an address such as https://authentik.example.
func Open(address string) (*Conn, error) {
	base, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the address of a server: write it as https://authentik.example", address)
	}
	return &Conn{Base: base}, nil
}

// Reach returns [ErrUnreachable] if a target accepts no connections.
func Reach(ctx context.Context, target Target) error {
	w, err := Dial(target)
	if err != nil {
		return err
	}
	defer w.Close()
	return w.Connect(ctx)
}

// Close closes the connection; the next request opens another.
func (w *Conn) Close() {
	if w.conn != nil {
		w.conn.Close()
		w.conn = nil
	}
}

// Send sends a request and reads the answer. If the server has closed the connection meanwhile, Send reopens
// it once.
func (w *Conn) Send(ctx context.Context, r Request) (Answer, error) {
	for again := false; ; again = true {
		answer, err := w.try(ctx, r)
		if err == nil {
			return answer, nil
		}
		w.Close()
		if again || ctx.Err() != nil || errors.Is(err, ErrUnreachable) {
			return Answer{}, fmt.Errorf("%s %s: %w", r.Method, r.Path, err)
		}
	}
}

func (w *Conn) try(ctx context.Context, r Request) (Answer, error) {
	if w.handler != nil {
		return ask(ctx, w.handler, r.bytes(w.Base))
	}
	if err := w.Connect(ctx); err != nil {
		return Answer{}, err
	}
	conn := w.conn
	conn.SetDeadline(time.Now().Add(AnswerTime))
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := conn.Write(r.bytes(w.Base)); err != nil {
		return Answer{}, err
	}
	response, err := http.ReadResponse(w.reader, &http.Request{Method: r.Method})
	if err != nil {
		return Answer{}, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Answer{}, err
	}
	if response.Close || err != nil {
		w.Close()
	}
	return Answer{response.StatusCode, response.Header, body}, nil
}

// Connect opens the connection, unless it is open. The error is [ErrUnreachable].
func (w *Conn) Connect(ctx context.Context) error {
	if w.conn != nil || w.handler != nil {
		return nil
	}
	address := w.Base.Host
	if w.Base.Port() == "" {
		address = net.JoinHostPort(w.Base.Hostname(), w.Base.Scheme)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if w.Base.Scheme == "https" {
		secure := tls.Client(conn, &tls.Config{ServerName: w.Base.Hostname()})
		if err := secure.HandshakeContext(ctx); err != nil {
			conn.Close()
			return fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		conn = secure
	}
	w.conn, w.reader = conn, bufio.NewReader(conn)
	return nil
}

func (r Request) bytes(base *url.URL) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.Method, asciiPath(base.EscapedPath()+r.Path), base.Host)
	for _, header := range r.Headers {
		fmt.Fprintf(&b, "%s: %s\r\n", header[0], header[1])
	}
	if r.Body != nil {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(r.Body))
	}
	b.WriteString("\r\n")
	return append([]byte(b.String()), r.Body...)
}

// asciiPath escapes bytes that are not allowed in a request line, and keeps all others.
func asciiPath(path string) string {
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// Bearer returns the Authorization header for a token.
func Bearer(token string) [][2]string { return [][2]string{{"Authorization", "Bearer " + token}} }

// Target is a server to verify.
type Target struct {
	// URL is its address, http://127.0.0.1:9000.
	URL string
	// Token is the administrator's bearer token.
	Token string
	// Handler, if not nil, is called in place of a server, without a network.
	Handler http.Handler
}

// HeaderOf returns the value of a header, "" if it is missing.
func HeaderOf(headers [][2]string, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}
