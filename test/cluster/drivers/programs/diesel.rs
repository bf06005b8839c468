use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

fn main() {
    let mut connection = PgConnection::establish(&std::env::var("URL").unwrap()).unwrap();
    connection.batch_execute("select 1").unwrap();
    println!("connected {}", std::env::var("VERSION").unwrap());
}
