use native_tls::TlsConnector;
use postgres_native_tls::MakeTlsConnector;

fn main() {
    let tls = TlsConnector::builder().danger_accept_invalid_certs(true).build().unwrap();
    let mut client = postgres::Client::connect(&std::env::var("URL").unwrap(), MakeTlsConnector::new(tls)).unwrap();
    client.simple_query("select 1").unwrap();
    println!("connected {}", std::env::var("VERSION").unwrap());
}
